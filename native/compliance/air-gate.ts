/** The gate before air: everything that goes on program passes here first, and what was found and decided is on record before it goes. */
import type { EntryBody, EntryDraft, EntryKind } from '../contract/entry.ts';
import { type Evidence, type Exemption, type Finding, type Subject, subjectKey, type Verdict } from '../contract/gate.ts';
import type { LayerId } from '../contract/layout.ts';
import type { OnAirContent } from '../contract/on-air-content.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Guest } from '../contract/rundown.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Content, nameOf, subjectOf } from './contents.ts';
import { type Decisions, personIn } from './decisions.ts';
import { type Judge, stops } from './judge.ts';
import type { ProducerCode } from './producer-code.ts';

export interface AirGatePorts {
  clock: Clock;
  judge: Judge;
  decisions: Decisions;
  /** Layers that these people do not allow on screen; null stands for those who are on screen now. */
  heldBack(guests: readonly Guest[] | null): readonly LayerId[];
  /** What the plan has under this name now, or null. */
  planned(subject: Subject): Content | null;
  findPaper(evidenceId: string): Evidence | null;
  producer: Pick<ProducerCode, 'check'>;
  broadcastId(): string;
  append(drafts: EntryDraft[]): Promise<unknown>;
}

type Done = Result<Record<string, never>>;
export interface Override {
  subject: Subject;
  digest: string;
  exemption: Exemption;
  evidence: string;
  evidenceId?: string | undefined;
  producerCode: string;
}

/** Contents that stopped here and are not in the plan, e.g. a footer that is being set. */
const STOPPED_LIMIT = 100;

export class AirGate {
  readonly #ports: AirGatePorts;
  readonly #stopped = new Map<string, Content>();

  constructor(ports: AirGatePorts) {
    this.#ports = ports;
  }

  /** All of it or nothing. Refused with `gate-blocked` or `gate-warned` for the worst of it, or with `gate-held-back`. */
  async pass(contents: readonly OnAirContent[], actor: string): Promise<Done> {
    // What goes on air with a segment stands beside the people of that segment.
    const guests = contents.flatMap((content) => (content.kind === 'segment' ? [content.segment.guests] : []))[0] ?? null;
    const held = new Set<string>(this.#ports.heldBack(guests));
    const judged = contents.map((content) => ({
      content,
      verdict: this.#ports.judge.judge(content),
      isHeldBack: held.has(content.kind),
    }));
    const drafts = judged.map(({ verdict, isHeldBack }) => this.#judged(verdict, !isHeldBack && stops(verdict) === null, actor));
    await this.#ports.append(drafts);
    for (const { content, verdict } of judged) this.#remember(content, verdict);
    const blocked = judged.find(({ verdict }) => stops(verdict) === 'block');
    if (blocked) return refused('gate-blocked', contextOf(blocked));
    const heldBack = judged.find(({ isHeldBack }) => isHeldBack);
    if (heldBack) return refused('gate-held-back', contextOf(heldBack));
    const warned = judged.find(({ verdict }) => stops(verdict) === 'warn');
    return warned ? refused('gate-warned', contextOf(warned)) : accepted({});
  }

  inspect(subject: Subject): Result<Verdict> {
    const content = this.#contents(subject)[0];
    return content ? accepted(this.#ports.judge.judge(content)) : refused('subject-unknown', { subject: subjectKey(subject) });
  }

  async confirm({ subject, digest }: { subject: Subject; digest: string }, actor: string): Promise<Done> {
    const found = this.#asked(subject, digest);
    if (!found.ok) return found;
    const { content, verdict } = found.value;
    const stop = stops(verdict);
    if (stop === 'block') return refused('gate-blocked', contextOf({ content, verdict }));
    if (stop === null) return accepted({});
    const { rulesVersion, findings } = verdict;
    await this.#append(
      'gate.confirmed',
      { subject: verdict.subject, digest, rulesVersion, rules: rulesIn(findings), ...peopleIn(findings) },
      actor,
    );
    return accepted({});
  }

  /** The code is looked at last, so that a mistake elsewhere costs no try. */
  async override({ subject, digest, exemption, evidence, evidenceId, producerCode }: Override, actor: string): Promise<Done> {
    const found = this.#asked(subject, digest);
    if (!found.ok) return found;
    const { verdict } = found.value;
    if (stops(verdict) !== 'block') return refused('gate-not-blocked', { subject: subjectKey(subject) });
    const paper = evidenceId === undefined ? null : this.#ports.findPaper(evidenceId);
    if (evidenceId !== undefined && !paper) return refused('evidence-unknown', { evidenceId });
    const known = await this.#ports.producer.check(producerCode);
    if (!known.ok) return known;
    const { rulesVersion, findings } = verdict;
    const body = {
      subject: verdict.subject,
      digest,
      rulesVersion,
      rules: rulesIn(findings),
      ...peopleIn(findings),
      exemption,
      evidence,
      evidenceId: paper?.evidenceId ?? null,
      evidenceDigest: paper?.digest ?? null,
    };
    await this.#append('gate.overridden', body, actor);
    return accepted({});
  }

  /** What a decision can be about: what the plan has, and what stopped here last. A footer is judged before it is set. */
  #contents(subject: Subject): Content[] {
    const planned = this.#ports.planned(subject);
    const stopped = this.#stopped.get(subjectKey(subject));
    const both = subject.kind === 'footer' ? [stopped, planned] : [planned, stopped];
    return both.flatMap((content) => content ?? []);
  }

  #asked(subject: Subject, digest: string): Result<{ content: Content; verdict: Verdict }> {
    const contents = this.#contents(subject);
    if (contents.length === 0) return refused('subject-unknown', { subject: subjectKey(subject) });
    const judged = contents.map((content) => ({ content, verdict: this.#ports.judge.judge(content) }));
    const asked = judged.find(({ verdict }) => verdict.digest === digest);
    return asked ? accepted(asked) : refused('gate-outdated', { subject: subjectKey(subject) });
  }

  #remember(content: Content, verdict: Verdict): void {
    const key = subjectKey(verdict.subject);
    this.#stopped.delete(key);
    if (stops(verdict) === null) return;
    if (this.#stopped.size >= STOPPED_LIMIT) this.#stopped.delete(this.#stopped.keys().next().value!);
    this.#stopped.set(key, content);
  }

  #judged({ subject, severity, findings, digest, rulesVersion }: Verdict, passed: boolean, actor: string): EntryDraft {
    return this.#draft('gate.judged', { subject, severity, findings, digest, rulesVersion, passed }, actor);
  }

  async #append<K extends EntryKind>(kind: K, body: EntryBody<K>, actor: string): Promise<void> {
    await this.#ports.append([this.#draft(kind, body, actor)]);
  }

  #draft<K extends EntryKind>(kind: K, body: EntryBody<K>, actor: string): EntryDraft {
    const { clock, broadcastId } = this.#ports;
    return { kind, broadcastId: broadcastId(), atMs: clock.nowMs(), actor, body } as EntryDraft;
  }
}

function rulesIn(findings: readonly Finding[]): string[] {
  return [...new Set(findings.filter(({ severity }) => severity !== 'note').map(({ rule }) => rule))];
}

function peopleIn(findings: readonly Finding[]): { people?: string[] } {
  const people = [...new Set(findings.flatMap((finding) => personIn(finding) ?? []))];
  return people.length > 0 ? { people } : {};
}

/** Where no word is to blame, the law says what is. */
function contextOf({ content, verdict }: { content: Content; verdict: Verdict }) {
  const worst = verdict.findings[0];
  return { name: nameOf(content), found: worst ? worst.found || worst.law : '', subject: subjectKey(subjectOf(content)) };
}
