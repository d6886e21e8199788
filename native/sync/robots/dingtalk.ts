/** Custom robots of DingTalk: the signature travels in the query. */
import { createHmac } from 'node:crypto';
import type { RobotAdapter } from './robot-adapter.ts';

/** open.dingtalk.com, "Custom robot access": more than 20 messages a minute, after which it is silent for ten minutes. */
const TOO_OFTEN = new Set([130_101, 410_100]);
/** 310000 signature, time, keyword or address; 300001, 300005 and 400xxx no such robot or group; 40035 a bad body; 4301xx bad content. */
const isAboutTheRobot = (code: number) =>
  [310_000, 300_001, 300_005, 40_035].includes(code) || (code >= 400_000 && code < 401_000) || (code >= 430_100 && code < 430_200);

export function dingtalkSign(timestampMs: number, secret: string): string {
  return createHmac('sha256', secret).update(`${timestampMs}\n${secret}`).digest('base64');
}

export const dingtalk: RobotAdapter = {
  hosts: ['oapi.dingtalk.com'],
  path: /^\/robot\/send$/u,
  keyParameter: 'access_token',
  textLimitBytes: 15_000,
  pauseMs: 600_000,
  request(address, secret, text, nowMs) {
    const url = new URL(address);
    if (secret !== null) {
      url.searchParams.set('timestamp', String(nowMs));
      url.searchParams.set('sign', dingtalkSign(nowMs, secret));
    }
    return { url, body: { msgtype: 'text', text: { content: text } } };
  },
  verdict({ code }) {
    if (code === 0) return 'taken';
    if (TOO_OFTEN.has(code)) return 'too-often';
    return isAboutTheRobot(code) ? 'person' : 'again';
  },
};
