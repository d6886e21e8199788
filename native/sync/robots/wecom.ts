/** Group robots of WeCom: the key in the address is all that they ask for. */
import type { RobotAdapter } from './robot-adapter.ts';

/** developer.work.weixin.qq.com, "Group robots" and "Global error codes": more than 20 messages a minute. */
const TOO_OFTEN = new Set([45_009, 45_033]);
/** 93000 no such robot, 93xxx about the group, 40xxx a bad message. */
const isAboutTheRobot = (code: number) => (code >= 93_000 && code < 94_000) || (code >= 40_000 && code < 41_000);

export const wecom: RobotAdapter = {
  hosts: ['qyapi.weixin.qq.com'],
  path: /^\/cgi-bin\/webhook\/send$/u,
  keyParameter: 'key',
  textLimitBytes: 2048,
  pauseMs: 60_000,
  request: (url, _secret, text) => ({ url, body: { msgtype: 'text', text: { content: text } } }),
  verdict({ code }) {
    if (code === 0) return 'taken';
    if (TOO_OFTEN.has(code)) return 'too-often';
    return isAboutTheRobot(code) ? 'person' : 'again';
  },
};
