/** The whole console on a fixture client: `?locale=ug&state=live#/air`. */
import { createRoot } from 'react-dom/client';
import type { CommandName } from '../../native/contract/commands.ts';
import { accepted, refused } from '../../native/contract/refusal.ts';
import type { FlashSale } from '../../native/contract/sales.ts';
import { localeSchema } from '../../native/contract/text.ts';
import { Console } from '../../renderer/console/Console.tsx';
import { createTexts } from '../../renderer/i18n/setup.ts';
import { consoleStates, emptyStates } from './console-states.ts';
import { fixtureClient, type FixtureClient } from './fixture-client.ts';
import { comparison as preparationComparison } from './preparation-states.ts';
import { flashSale, salesReports } from './sales-reports.ts';
import { busySync, comparison, destination, sync } from './upstream-states.ts';

/** What a test does from outside the page. */
export interface ConsoleFixture {
  client: FixtureClient;
  refuse: typeof refused;
  flashSale: FlashSale;
  /** Results upstream in other states than that of a line that is away. */
  upstream: { destination: typeof destination; sync: typeof sync; busySync: typeof busySync; comparison: typeof comparison };
}

const query = new URLSearchParams(location.search);
const locale = localeSchema.catch('zh-CN').parse(query.get('locale'));
const client = fixtureClient(query.get('state') === 'empty' ? emptyStates(locale) : consoleStates(locale));
client.reportWith(salesReports(query.get('state') === 'empty'));
const answers: Partial<Record<CommandName, unknown>> = {
  compareObs: preparationComparison,
  inspectText: { findings: [], rulesVersion: '1' },
};
client.answerWith((name) => accepted(answers[name] ?? {}));
const send = client.send.bind(client);
client.send = async (name, input) => {
  if (client.link.get() !== 'open') throw new Error('not connected to the studio');
  return send(name, input);
};
Object.assign(window, {
  consoleFixture: { client, refuse: refused, flashSale, upstream: { destination, sync, busySync, comparison } } satisfies ConsoleFixture,
});

createRoot(document.getElementById('root')!).render(<Console client={client} texts={createTexts(locale)} />);
