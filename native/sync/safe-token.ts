/** A studio's id as one token of a subject or of a file name, the same at both ends of the line. */
import { createHash } from 'node:crypto';

const LONGEST_FILE_TOKEN = 150;

/** Letters, digits, `_` and `-` stay; any other character becomes `=` and two hex digits: `hetian.1/a` is `hetian=2e1=2fa`. Ids hold ASCII only. */
export function tokenOf(studioId: string): string {
  return studioId.replaceAll(/[^A-Za-z0-9_-]/gu, escaped);
}

/** Null for what `tokenOf` never writes, so that each studio has one token. */
export function studioOfToken(token: string): string | null {
  const studioId = token.replaceAll(/=([0-9a-f]{2})/gu, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return tokenOf(studioId) === token && studioId !== '' ? studioId : null;
}

/** As `tokenOf`, with capitals written as hex too, because FAT takes `A` and `a` for one name. A very long one ends in a digest. */
export function fileToken(studioId: string): string {
  const token = studioId.replaceAll(/[^a-z0-9_-]/gu, escaped);
  if (token.length <= LONGEST_FILE_TOKEN) return token;
  return `${token.slice(0, 100)}=${createHash('sha256').update(studioId).digest('hex').slice(0, 24)}`;
}

function escaped(character: string): string {
  return `=${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
