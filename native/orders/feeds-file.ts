/** `feeds.json`: the configured feeds, written by a person or by the console. */
import { readFileSync } from 'node:fs';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { type FeedConfig, feedsFileSchema } from '../contract/settings.ts';

/** No file means no feeds; refuses with `config-invalid` when it cannot be understood. */
export function readFeedsFile(path: string): Result<FeedConfig[]> {
  const invalid = (at: string, problem: string) => refused('config-invalid', { file: path, at, problem });
  let json: unknown;
  try {
    // Windows' editor puts a mark before the first character.
    json = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/u, ''));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return accepted([]);
    return invalid('', code ?? message);
  }
  const feeds = feedsFileSchema.safeParse(json);
  if (!feeds.success) {
    const issue = feeds.error.issues[0]!;
    return invalid(issue.path.join('.'), issue.message);
  }
  const sources = feeds.data.map(({ source }) => source);
  const twice = sources.findIndex((source, at) => sources.indexOf(source) !== at);
  return twice === -1 ? accepted(feeds.data) : invalid(`${twice}.source`, `${sources[twice]} stands twice`);
}
