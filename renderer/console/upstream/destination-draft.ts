/** What is typed into the form of a destination: where each kind begins, what is wrong with it, and the command that it becomes. */
import type { CommandInput } from '../../../native/contract/commands.ts';
import { parseYuan } from '../../../native/contract/money.ts';
import type { Locale } from '../../../native/contract/text.ts';
import {
  type DestinationConfig,
  destinationConfigSchema,
  type DestinationState,
  type DestinationType,
  isRobotType,
  robotTells,
  type RobotTell,
  type RobotType,
  usualMilestonesFen,
} from '../../../native/contract/upstream.ts';
import { money } from '../../i18n/formats.ts';
import { isStandardSecret } from '../settings/feed-fields.ts';

export interface DestinationDraft {
  type: DestinationType;
  name: string;
  baseUrl: string;
  server: string;
  user: string;
  folder: string;
  order: 'auto' | 'sequence';
  tells: RobotTell[];
  /** Amounts in yuan, one a line. */
  milestones: string;
  /** Null: the studio's. */
  locale: Locale | null;
  /** The key that signs. Never comes back from the studio. */
  secret: string;
  /** A robot's address, or the login of NATS. Never comes back from the studio. */
  login: string;
}

export type DraftField = keyof DestinationDraft;
export type DraftProblem =
  | 'required'
  | 'unshowable'
  | 'address'
  | 'secureAddress'
  | 'server'
  | 'secureServer'
  | 'folder'
  | 'signingSecret'
  | 'robotAddress'
  | 'milestones'
  | 'tellsNothing';

export function newDraft(): DestinationDraft {
  return {
    type: 'https',
    name: '',
    baseUrl: '',
    server: '',
    user: '',
    folder: '',
    order: 'auto',
    tells: [...robotTells],
    milestones: yuanLines(usualMilestonesFen),
    locale: null,
    secret: '',
    login: '',
  };
}

export function draftOf({ setup }: Pick<DestinationState, 'setup'>): DestinationDraft {
  const draft = { ...newDraft(), type: setup.type, name: setup.name ?? '' };
  switch (setup.type) {
    case 'https':
      return { ...draft, baseUrl: setup.baseUrl, order: setup.order ?? 'auto' };
    case 'nats':
      return { ...draft, server: setup.server, user: setup.user ?? '', order: setup.order ?? 'auto' };
    case 'folder':
      return { ...draft, folder: setup.folder };
    case 'feishu':
    case 'dingtalk':
    case 'wecom':
      return {
        ...draft,
        tells: [...(setup.tells ?? robotTells)],
        milestones: yuanLines(setup.milestonesFen ?? usualMilestonesFen),
        locale: setup.locale ?? null,
      };
  }
}

/** What each kind is entered with, beside its name. */
export const draftFields: Readonly<Record<DestinationType, readonly DraftField[]>> = {
  https: ['baseUrl', 'secret', 'order'],
  nats: ['server', 'user', 'login', 'secret', 'order'],
  folder: ['folder', 'secret'],
  feishu: ['login', 'secret', 'tells', 'milestones', 'locale'],
  dingtalk: ['login', 'secret', 'tells', 'milestones', 'locale'],
  wecom: ['login', 'tells', 'milestones', 'locale'],
};

/** The addresses that the three platforms hand out for a group robot. */
export const robotAddresses: Readonly<Record<RobotType, string>> = {
  feishu: 'https://open.feishu.cn/open-apis/bot/v2/hook/…',
  dingtalk: 'https://oapi.dingtalk.com/robot/send?access_token=…',
  wecom: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
};
const robotHosts: Readonly<Record<RobotType, readonly string[]>> = {
  feishu: ['open.feishu.cn', 'open.larksuite.com'],
  dingtalk: ['oapi.dingtalk.com'],
  wecom: ['qyapi.weixin.qq.com'],
};

/** The id of a new destination: its name as far as Latin letters and digits go, else its kind; never one that is taken. */
export function idFor(draft: Pick<DestinationDraft, 'type' | 'name'>, taken: readonly string[]): string {
  const latin = draft.name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 40)
    .replace(/-+$/u, '');
  const base = /[a-z]/u.test(latin) ? latin : draft.type;
  let id = base;
  for (let number = 2; taken.includes(id); number += 1) id = `${base}-${number}`;
  return id;
}

/** `keptSecret` and `keptLogin`: the studio has one that may stay. */
export function problemsOf(
  draft: DestinationDraft,
  { keptSecret, keptLogin }: { keptSecret: boolean; keptLogin: boolean },
): Partial<Record<DraftField, DraftProblem>> {
  const found: Partial<Record<DraftField, DraftProblem>> = {};
  const note = (field: DraftField, problem: DraftProblem | null) => {
    if (problem && (field === 'name' || draftFields[draft.type].includes(field))) found[field] = problem;
  };
  const named = destinationConfigSchema.safeParse({ ...configOf(draft, 'x'), name: draft.name.trim() || undefined });
  if (!named.success && named.error.issues.some(({ path }) => path[0] === 'name')) note('name', 'unshowable');
  note('baseUrl', addressProblem(draft.baseUrl.trim(), /^https?:$/u, 'https:', 'address', 'secureAddress'));
  note('server', addressProblem(draft.server.trim(), /^(?:nats|tls):$/u, 'tls:', 'server', 'secureServer'));
  note('folder', draft.folder.trim() === '' ? 'required' : isAbsolute(draft.folder.trim()) ? null : 'folder');
  if (isRobotType(draft.type)) {
    const address = draft.login.trim();
    note('login', address === '' ? (keptLogin ? null : 'required') : isRobotAddress(address, draft.type) ? null : 'robotAddress');
    note('tells', draft.tells.length === 0 ? 'tellsNothing' : null);
    note('milestones', draft.tells.includes('milestones') && milestonesFen(draft.milestones) === null ? 'milestones' : null);
  } else {
    const secret = draft.secret.trim();
    note('secret', secret === '' ? (keptSecret ? null : 'required') : isStandardSecret(secret) ? null : 'signingSecret');
  }
  return found;
}

/** What stays as it is set up: a secret named by the environment until another is entered, and the pause. */
type KeptSetup = Pick<DestinationConfig, 'destinationId' | 'paused' | 'secretEnv'> & { loginEnv?: string | undefined };

export function commandOf(draft: DestinationDraft, kept: KeptSetup): CommandInput<'saveDestination'> {
  const { type } = draft;
  const given = (field: 'secret' | 'login') => draftFields[type].includes(field) && draft[field].trim() !== '';
  const { destinationId, paused, secretEnv, loginEnv } = kept;
  return {
    destination: {
      ...configOf(draft, destinationId),
      ...(paused === true && { paused }),
      ...(secretEnv !== undefined && !given('secret') && { secretEnv }),
      ...(loginEnv !== undefined && !given('login') && { loginEnv }),
    },
    ...(given('secret') && { secret: draft.secret.trim() }),
    ...(given('login') && { login: draft.login.trim() }),
  };
}

function configOf(draft: DestinationDraft, destinationId: string): DestinationConfig {
  const { type, tells, locale, order } = draft;
  const name = draft.name.trim();
  const common = { destinationId, ...(name !== '' && { name }) };
  const user = draft.user.trim();
  if (type === 'https') return { type, ...common, baseUrl: draft.baseUrl.trim(), order };
  if (type === 'nats') return { type, ...common, server: draft.server.trim(), ...(user !== '' && { user }), order };
  if (type === 'folder') return { type, ...common, folder: draft.folder.trim() };
  return { type, ...common, tells, milestonesFen: milestonesFen(draft.milestones) ?? [], ...(locale && { locale }) };
}

/** `1,000,000`, one a line. */
function yuanLines(amountsFen: readonly number[]): string {
  return amountsFen.map((fen) => money(fen).replace(/^¥|\.00$/gu, '')).join('\n');
}

/** Rising and each once; null when a line is no amount. */
export function milestonesFen(text: string): number[] | null {
  const lines = text
    .split(/[\n;；、\s]+/u)
    .map((line) => line.replace(/[元¥]/gu, '').trim())
    .filter((line) => line !== '');
  const amounts = lines.map((line) => parseYuan(line));
  if (amounts.length > 40 || amounts.some((fen) => fen === null || fen < 1)) return null;
  return [...new Set(amounts as number[])].toSorted((a, b) => a - b);
}

/** An open protocol is for this computer only. */
function addressProblem(text: string, protocols: RegExp, safe: string, wrong: DraftProblem, unsafe: DraftProblem): DraftProblem | null {
  if (text === '') return 'required';
  if (!URL.canParse(text)) return wrong;
  const url = new URL(text);
  if (
    !protocols.test(url.protocol) ||
    url.hostname === '' ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  )
    return wrong;
  return url.protocol === safe || isLoopback(url.hostname) ? null : unsafe;
}

function isRobotAddress(text: string, type: RobotType): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'https:' && robotHosts[type].includes(hostname)) || (protocol === 'http:' && isLoopback(hostname));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(hostname);
}

/** Of this computer, whichever system it runs. */
function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/u.test(path) || path.startsWith('\\\\');
}
