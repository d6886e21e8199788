/** Custom robots of Feishu and Lark: the signature travels in the body, and its key is what others would sign. */
import { createHmac } from 'node:crypto';
import type { RobotAdapter } from './robot-adapter.ts';

/** open.feishu.cn, "Use bots in groups": 9499 is too many requests or a bad body, as the words beside it say. */
const TOO_OFTEN = new Set([11_232, 11_233, 99_991_400]);
const BAD_OR_TOO_OFTEN = 9499;
/** 19001 no such robot, 19021 signature or time, 19022 address not allowed, 19024 no keyword, and the like. */
const isAboutTheRobot = (code: number) => code >= 19_000 && code < 20_000;

/** HMAC-SHA256 over nothing, under timestamp and secret. */
export function feishuSign(timestampS: number, secret: string): string {
  return createHmac('sha256', `${timestampS}\n${secret}`).digest('base64');
}

export const feishu: RobotAdapter = {
  hosts: ['open.feishu.cn', 'open.larksuite.com'],
  path: /^\/open-apis\/bot\/v2\/hook\/[\w-]{8,}$/u,
  keyParameter: null,
  textLimitBytes: 15_000,
  pauseMs: 60_000,
  request(url, secret, text, nowMs) {
    const timestampS = Math.floor(nowMs / 1000);
    const signed = secret === null ? {} : { timestamp: String(timestampS), sign: feishuSign(timestampS, secret) };
    // A text may hold tags, and one of them calls everybody.
    return { url, body: { ...signed, msg_type: 'text', content: { text: text.replaceAll('<', '＜') } } };
  },
  verdict({ code, message }) {
    if (code === 0) return 'taken';
    if (TOO_OFTEN.has(code) || (code === BAD_OR_TOO_OFTEN && /too many|frequen/iu.test(message))) return 'too-often';
    return code === BAD_OR_TOO_OFTEN || isAboutTheRobot(code) ? 'person' : 'again';
  },
};
