// Writes a seeded export of N deals as Zoho's module export has them: 20 columns, some cells quoted, some with a newline inside.
// Usage: node bench/make-deals.mjs COUNT FILE
import { closeSync, openSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const HEADER =
  'Record Id,Deal Owner.id,Deal Owner,Deal Name,Account Name.id,Account Name,Amount,Closing Date,Stage,Probability (%),Lead Source,Next Step,Description,Created Time,Modified Time,Last Activity Time,Sales Cycle Duration,Reason For Loss,Currency,Tag';
const STAGES = [
  ['New', 5],
  ['Contacted', 10],
  ['Qualified', 20],
  ['Proposal', 50],
  ['Negotiation', 70],
  ['Closed Won', 100],
  ['Closed Lost', 0],
];
const OWNERS = ['Aishah Rahman', 'Ben Lim', 'Chandra Nair', 'Dewi Tan', 'Eve Koh', 'Faiz Omar', 'Grace Wong', 'Hana Yusof'];
const SOURCES = ['Web', 'Referral', 'Cold Call', 'Trade Show', 'Partner', ''];
const REASONS = ['Price', 'No decision', 'Competitor', 'No budget'];
const STEPS = ['Call back on Monday', 'Send the revised quotation', 'Site visit', '"Ask for roof plan, meter bill"', ''];
const WORDS = ['Roof', 'Carport', 'Battery', 'Inverter', 'Retrofit', 'Service', 'Expansion', 'Pilot'];
const NOTES = [
  'Customer asked for a second offer with batteries and a longer warranty',
  '"Prefers mornings, call before ten"',
  'Waiting for the decision of the board',
  '"Two sites:\nPenang and Ipoh"',
  '',
];
const DAY = 86_400_000;
/** The export's moment; everything in it lies before. */
const NOW = Date.UTC(2026, 1, 10, 9);

const iso = (ms) => new Date(ms).toISOString();
const day = (ms) => iso(ms).slice(0, 10);
const stamp = (ms) => iso(ms).slice(0, 19).replace('T', ' ');

/** Writes the export; the same count gives the same bytes. */
export function makeDeals(count, file) {
  let state = 20260210;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const pick = (list) => list[Math.floor(random() * list.length)];
  const descriptor = openSync(file, 'w');
  let part = `${HEADER}\n`;
  for (let i = 0; i < count; i++) {
    const created = NOW - Math.floor(random() * 900 * DAY);
    const cycle = Math.floor(-60 * Math.log(1 - random()) * DAY);
    const over = created + cycle <= NOW;
    const [stage, probability] = over ? STAGES[random() < 0.35 ? 5 : 6] : STAGES[Math.floor(random() * 5)];
    const closing = created + cycle;
    const activity = Math.min(NOW, created + Math.floor(random() * cycle));
    const owner = Math.floor(random() ** 2 * OWNERS.length);
    const account = Math.floor(random() * count * 0.4);
    const name = `${pick(WORDS)} ${account} / ${i}`;
    part += `zcrm_${5805000000000000 + i * 7}1,zcrm_58050000000000${100 + owner},${OWNERS[owner]},${i % 50 === 0 ? `"${name}, phase 2"` : name},zcrm_5805100000000${account},Customer ${account} Sdn Bhd,${random() < 0.04 ? '' : (random() ** 3 * 500_000).toFixed(2)},${day(closing)},${stage},${probability},${pick(SOURCES)},${over ? '' : pick(STEPS)},${pick(NOTES)},${stamp(created)},${stamp(Math.min(NOW, closing))},${random() < 0.08 ? '' : stamp(activity)},${Math.floor(cycle / DAY)},${stage === 'Closed Lost' ? pick(REASONS) : ''},MYR,\n`;
    if (part.length > 1 << 20) {
      writeAll(descriptor, part);
      part = '';
    }
  }
  writeAll(descriptor, part);
  closeSync(descriptor);
}

function writeAll(descriptor, text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [count, file] = process.argv.slice(2);
  if (!(Number(count) > 0) || !file) {
    console.error('Usage: node bench/make-deals.mjs COUNT FILE');
    process.exitCode = 2;
  } else makeDeals(Number(count), file);
}
