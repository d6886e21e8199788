/** States of the gate before air: small rule files, and verdicts about the sample plan. */
import { subjectKey, type Finding, type GateState, type RuleFile, type Subject, type Verdict } from '../../native/contract/gate.ts';

const AT_MS = Date.UTC(2020, 3, 20, 4, 0);
const head = { version: '2026-01', owner: '和田市场监管局', dateAtMs: AT_MS };

export const ruleFiles: RuleFile[] = [
  {
    file: 'claims',
    ...head,
    groups: [
      {
        group: 'absolute',
        severity: 'block',
        law: '广告法 §9(3)',
        foodOnly: false,
        words: ['最好', '第一', '顶级', '国家级', 'ئەڭ ياخشى', 'best'],
      },
      { group: 'medical', severity: 'block', law: '食品安全法 §73', foodOnly: true, words: ['治疗', '降血压', 'cures', 'شىپا'] },
      { group: 'organic', severity: 'warn', law: '广告法 §11', foodOnly: false, certificate: 'organic', words: ['有机', 'organic'] },
      { group: 'our-own-words', severity: 'note', law: '', foodOnly: false, words: ['神果'] },
    ],
    allowed: ['最后', '最近', '第一书记'],
    lookAlikes: [{ from: '苐', to: '第' }],
  },
  { file: 'prices', ...head, comparedDays: 7, withoutUnit: 'block', struckWithoutProof: 'block', struckAboveProof: 'block' },
  {
    file: 'guests',
    ...head,
    classes: {
      official: {
        heldBack: ['flash-sale', 'offer'],
        makers: 2,
        consent: false,
        guardianConsent: false,
        mayHost: false,
        words: ['推荐', 'recommended'],
        severity: 'block',
      },
      farmer: { heldBack: [], makers: 0, consent: true, guardianConsent: false, mayHost: true, words: [], severity: 'warn' },
      minor: { heldBack: ['offer'], makers: 0, consent: true, guardianConsent: true, mayHost: false, words: [], severity: 'block' },
    },
  },
  {
    file: 'contacts',
    ...head,
    phones: 'block',
    links: 'block',
    addresses: 'warn',
    codes: 'block',
    words: ['微信', '加V'],
    allowed: ['和田市'],
  },
];

export function finding(rule: string, severity: Finding['severity'], at = '', found = '', context: Finding['context'] = {}): Finding {
  return { rule, severity, at, found, law: '广告法 §9(3)', context };
}

export function verdict(subject: Subject, findings: Finding[], decision: Verdict['decision'] = null): Verdict {
  const severity = (['block', 'warn', 'note'] as const).find((each) => findings.some((one) => one.severity === each)) ?? null;
  return { subject, severity, findings, digest: `digest-${subject.id}`, rulesVersion: 'rules-1', decision };
}

export function verdictsOf(...verdicts: Verdict[]): GateState['verdicts'] {
  return Object.fromEntries(verdicts.map((each) => [subjectKey(each.subject), each]));
}

/** Nothing is found in the plan. */
export const gateState: GateState = {
  ruleFiles,
  rulesVersion: 'rules-1',
  changedFiles: ['claims'],
  verdicts: {},
  producerCodeSet: true,
  evidence: [
    { evidenceId: 'ev-1', fileName: '有机认证 2026.pdf', bytes: 482_113, digest: '9f'.repeat(32), addedAtMs: AT_MS },
    { evidenceId: 'ev-2', fileName: 'price-list.jpg', bytes: 1_204_113, digest: '1c'.repeat(32), addedAtMs: AT_MS + 86_400_000 },
  ],
};
