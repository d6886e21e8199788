/** All requests of the simulated OBS in one table, and the way from a request to its answer. */
import type { RequestContext, RequestHandler } from './request-handler.ts';
import { type Data, Fields, RequestFailure, requestCode } from './protocol.ts';
import { audioRequests } from './requests-audio.ts';
import { filterRequests } from './requests-filters.ts';
import { generalRequests } from './requests-general.ts';
import { groupRequests } from './requests-groups.ts';
import { inputRequests } from './requests-inputs.ts';
import { itemRequests } from './requests-items.ts';
import { mediaRequests } from './requests-media.ts';
import { outputRequests } from './requests-outputs.ts';
import { privateRequests } from './requests-private.ts';
import { profileRequests } from './requests-profiles.ts';
import { sceneRequests } from './requests-scenes.ts';

const handlers: Record<string, RequestHandler> = {
  ...generalRequests,
  ...profileRequests,
  ...sceneRequests,
  ...groupRequests,
  ...inputRequests,
  ...audioRequests,
  ...filterRequests,
  ...itemRequests,
  ...mediaRequests,
  ...outputRequests,
  ...privateRequests,
};
const table = new Map(Object.entries(handlers));
/** `Sleep` works in a batch only and is done there. */
export const availableRequests: readonly string[] = [...table.keys(), 'Sleep'];

export interface RequestAnswer {
  requestType: string;
  requestStatus: { result: boolean; code: number; comment?: string };
  responseData?: Data;
}

export function answerRequest(requestType: string, requestData: unknown, context: RequestContext): RequestAnswer {
  try {
    if (requestType === 'Sleep') throw new RequestFailure(requestCode.unsupportedRequestBatchExecutionType);
    const handler = table.get(requestType);
    if (!handler) throw new RequestFailure(requestCode.unknownRequestType, 'Your request type is not valid.');
    const responseData = handler(new Fields(requestData), context);
    return { requestType, requestStatus: { result: true, code: requestCode.success }, ...(responseData ? { responseData } : {}) };
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    return failedAnswer(requestType, error);
  }
}

export function failedAnswer(requestType: string, failure: RequestFailure): RequestAnswer {
  const comment = failure.message === '' ? {} : { comment: failure.message };
  return { requestType, requestStatus: { result: false, code: failure.code, ...comment } };
}
