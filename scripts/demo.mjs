// Makes the synthetic CRM export in templates/demo/: the same bytes every time. Every name in it is invented.
// `npm run demo` writes it anew; `node scripts/demo.mjs DIR` writes it elsewhere (a test compares).
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const DAY = 86_400_000;
const at = (text) => Date.parse(`${text}Z`);
const END = at('2026-02-10T18:00:00');
/** Dates of the snapshots; the closing dates of some deals move in each gap, so three pushes are seen in four files. */
const SNAPSHOTS = ['2025-12-01', '2026-01-05', '2026-02-03', '2026-02-10'];

const LADDER = ['Prospecting', 'Contact Made', 'Qualification', 'Site Survey', 'Quotation Sent', 'Negotiation/Review'];
const PROBABILITY = {
  Prospecting: 5,
  'Contact Made': 10,
  Qualification: 20,
  'Site Survey': 30,
  'Quotation Sent': 50,
  'Negotiation/Review': 70,
  'Closed Won': 100,
  'Payment Done': 100,
  'On Hold': 5,
};
const OWNERS = ['Nadia Zulkarnain', 'Foo Wei Jian', 'Priya Nathan', 'Farid Osman', 'Loh Mei Xin', 'Daniel Arokiam', 'Suraya Hashim'];
const PLACES = [
  'Teratai',
  'Bukit Emas',
  'Sungai Pelita',
  'Kampung Lada',
  'Taman Delima',
  'Batu Hijau',
  'Ampang Utara',
  'Seri Cempaka',
  'Lembah Jati',
  'Tanjung Perak',
  'Padang Nila',
  'Kota Melur',
];
const TRADES = [
  'Cold Storage',
  'Plastics',
  'Bakery',
  'Furniture',
  'Logistics',
  'Rubber Works',
  'Dental Clinic',
  'Printing',
  'Fish Market',
  'Steel Centre',
  'Hardware',
  'Kindergarten',
  'Tea Estate',
  'Laundry',
  'Motor Parts',
];
const SMALL_JOBS = [
  'shop roof 12 kWp',
  'terrace house 6 kWp',
  'clinic roof 9 kWp',
  'carport 15 kWp',
  'battery retrofit',
  'inverter exchange',
  'bungalow 18 kWp',
];
const LARGE_JOBS = [
  'factory roof 220 kWp',
  'warehouse 480 kWp',
  'cold-room plant 150 kWp',
  'hostel roof 95 kWp',
  'ground array 600 kWp',
  'two-site rollout 310 kWp',
];
const SOURCES = ['Referral', 'Website', 'Trade Show', 'Cold Call', 'Partner', 'WhatsApp'];
const NEXT_STEPS = [
  'Call the site manager',
  'Send the revised quotation',
  'Book the roof survey',
  'Ask for last year’s bills',
  'Agree the payment plan',
  'Meet the finance director',
];
const REASONS = ['Price', 'No budget this year', 'Went to a competitor', 'Roof not suitable', 'No answer', 'Tariff changed'];
/** Names that must be escaped wherever they are shown: formulas, markup, marks of Markdown, other scripts. */
const ODD_NAMES = [
  '=HYPERLINK("http://example.invalid","Rooftop")',
  '+60 shop lots, phase 2',
  '@home batteries',
  '-5% discount roof',
  'O’Hara & "Sons" <b>Solar</b>',
  '<script>alert(1)</script> carport',
  'Pipe | Fittings `roof`',
  '太阳能屋顶 Ampang',
  'شركة الشمس',
  '[[Wiki]] ![x](http://example.invalid/x.png)',
];

/** mulberry32: a small generator whose numbers are the same on every machine. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const random = randomFrom(127_347);
const pick = (list) => list[Math.floor(random() * list.length)];
const between = (low, high) => low + random() * (high - low);
/** Sum of twelve uniforms: near a normal, and without a logarithm whose last digit differs between machines. */
const normal = () => {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
};
/** A positive length around `middle`, skewed to the right as sales cycles are. */
const skewed = (middle, spread) => {
  const z = normal() * spread;
  const up = 1 + Math.abs(z) + (z * z) / 2;
  return middle * (z >= 0 ? up : 1 / up);
};
/** A moment within working hours of the day that `moment` lies in. */
const working = (moment) =>
  Math.floor(moment / DAY) * DAY + (9 + Math.floor(random() * 8)) * 3_600_000 + Math.floor(random() * 60) * 60_000;

function company() {
  return `${pick(PLACES)} ${pick(TRADES)}`;
}

function baseDeal(large) {
  const account = company();
  return {
    account,
    name: `${account} – ${pick(large ? LARGE_JOBS : SMALL_JOBS)}`,
    amount: large
      ? Math.min(950_000, Math.max(105_000, Math.round(skewed(240_000, 0.6) / 1000) * 1000))
      : Math.min(95_000, Math.max(6000, Math.round(skewed(31_000, 0.5) / 100) * 100)),
    source: pick(SOURCES),
    reason: '',
    nextStep: '',
    steps: [],
    closings: [],
    activities: [],
  };
}

/** Spreads the steps of a deal up to `last` over the time from created to `until`. */
function climb(deal, last, until) {
  deal.steps.push({ at: deal.created, stage: LADDER[0] });
  let moment = deal.created;
  for (let i = 1; i <= last; i++) {
    moment += ((until - moment) / (last - i + 2)) * between(0.5, 1.2);
    deal.steps.push({ at: Math.min(working(moment), until - (last - i + 1) * 7_200_000), stage: LADDER[i] });
  }
  deal.steps.sort((a, b) => a.at - b.at);
  for (let t = deal.created + between(1, 6) * DAY; t < until; t += skewed(9, 0.6) * DAY) deal.activities.push(working(t));
}

function closedDeal({ large, won, from, to, owners }) {
  const deal = baseDeal(large);
  const end = working(between(from, to));
  const middle = (large ? 88 : 52) * (won ? 1 : 1.35);
  deal.created = working(end - Math.max(4, Math.min(won ? 260 : 330, skewed(middle, 0.55))) * DAY);
  deal.owner = owners();
  climb(deal, won ? 5 : 1 + Math.floor(random() * 5), end - DAY);
  deal.activities = deal.activities.filter((moment) => moment < end);
  const lostStage = random() < 0.15 ? 'Closed-NoOpp' : random() < 0.2 ? 'Closed-Lost to Competition' : 'Closed Lost';
  deal.steps.push({ at: end, stage: won ? (random() < 0.2 ? 'Payment Done' : 'Closed Won') : lostStage });
  deal.activities.push(end);
  if (!won) deal.reason = pick(REASONS);
  const planned = end + normal() * 12 * DAY;
  const moved = working(deal.created + (end - deal.created) * 0.6);
  deal.closings.push({ at: deal.created, day: Math.max(deal.created + 7 * DAY, planned - (won ? 5 : 25) * DAY) });
  if (random() < (won ? 0.25 : 0.5)) deal.closings.push({ at: moved, day: planned + 10 * DAY });
  // A CRM puts the real day in when a deal is closed.
  deal.closings.push({ at: end, day: end });
  return deal;
}

/** Days allowed in each stage by the shipped policy; 21 where it sets none. */
const ALLOWED = [1, 3, 2, 21, 7, 14];

function openDeal({ large, owner, stage, standing }) {
  const deal = baseDeal(large);
  const share = standing === 'fresh' ? between(0.05, 0.75) : standing === 'near' ? between(0.82, 0.97) : between(1.4, 6);
  const entered = END - Math.max(0.2, ALLOWED[stage] * share) * DAY - 3_600_000;
  deal.owner = owner;
  deal.created = stage === 0 ? entered : working(entered - between(6, 22) * stage * DAY);
  climb(deal, stage, entered);
  if (stage > 0) deal.steps[deal.steps.length - 1].at = entered;
  deal.activities = deal.activities.filter((moment) => moment < entered);
  const kept = standing === 'over' ? random() < 0.25 : random() < 0.8;
  if (kept) deal.activities.push(END - Math.max(0.1, Math.min(ALLOWED[stage], 12) * between(0.1, 0.8)) * DAY);
  if (random() < 0.06) deal.activities = [];
  if (random() < (standing === 'over' ? 0.45 : 0.75)) deal.nextStep = pick(NEXT_STEPS);
  const overdue = random() < (standing === 'over' ? 0.35 : 0.08);
  deal.closings.push({ at: deal.created, day: overdue ? END - between(3, 40) * DAY : END + between(6, 110) * DAY });
  return deal;
}

/** Moves the closing date to a later day in each gap between two snapshots. */
function pushThrice(deal, last) {
  const days = [at('2025-11-28'), at('2026-01-09'), at('2026-02-06'), last];
  const moved = [deal.created, at('2025-12-16T10:05:00'), at('2026-01-21T15:40:00'), at('2026-02-05T11:20:00')];
  deal.closings = days.map((day, i) => ({ at: moved[i], day }));
}

/** Scales the amounts of some deals, in steps of 100, so that they add up to `total` exactly. */
function scaleTo(deals, total) {
  const sum = deals.reduce((all, deal) => all + deal.amount, 0);
  for (const deal of deals) deal.amount = Math.max(5000, Math.round((deal.amount * total) / sum / 100) * 100);
  const largest = deals.reduce((most, deal) => (deal.amount > most.amount ? deal : most));
  largest.amount += total - deals.reduce((all, deal) => all + deal.amount, 0);
}

function makeDeals() {
  const deals = [];
  const anyOwner = () => (random() < 0.3 ? OWNERS[0] : random() < 0.3 ? OWNERS[1] : pick(OWNERS.slice(2)));
  const window = { from: at('2025-02-20T00:00:00'), to: at('2026-02-10T00:00:00'), owners: anyOwner };
  // 74 of 196 small deals won is 37.8 %, 18 of 86 large ones 20.9 %.
  for (let i = 0; i < 196; i++) deals.push(closedDeal({ ...window, large: false, won: i < 74 }));
  for (let i = 0; i < 86; i++) deals.push(closedDeal({ ...window, large: true, won: i < 18 }));
  const before = { from: at('2024-11-15T00:00:00'), to: at('2025-01-31T00:00:00'), owners: anyOwner };
  for (let i = 0; i < 14; i++) deals.push(closedDeal({ ...before, large: i % 4 === 0, won: i % 3 === 0 }));

  const open = [];
  const counts = [46, 24, 9, 8, 7, 6, 5];
  for (const [k, count] of counts.entries()) {
    for (let i = 0; i < count; i++) {
      const stage = [5, 4, 3, 2, 4, 1, 3, 5, 0, 4][(i + k) % 10];
      const standing = ['fresh', 'fresh', 'over', 'fresh', 'near', 'fresh', 'over'][(i * 3 + k) % 7];
      open.push(openDeal({ large: (i + k) % 3 === 0, owner: OWNERS[k], stage, standing }));
    }
  }
  const parked = [0, 1, 2, 3].map((i) => {
    const deal = openDeal({ large: i === 0, owner: OWNERS[2 + i], stage: 3, standing: 'over' });
    deal.steps.push({ at: at('2026-01-14T10:30:00') + i * DAY, stage: 'On Hold' });
    deal.steps.sort((a, b) => a.at - b.at);
    return deal;
  });

  const stuck = stuckDeal();
  place(open, deals);
  const own = (k) => open.filter((deal) => deal.owner === OWNERS[k] && deal.amount > 0);
  scaleTo(own(0), 8_200_000);
  // Together with PD-000127 the first two owners hold 70 % of RM 20.5M.
  scaleTo(own(1), 14_350_000 - 8_200_000 - stuck.amount);
  scaleTo(
    open.filter((deal) => !OWNERS.slice(0, 2).includes(deal.owner) && deal.amount > 0),
    20_500_000 - 14_350_000,
  );
  deals.push(...open, ...parked);
  deals.sort((a, b) => a.created - b.created || (a.name < b.name ? -1 : 1));
  // Numbers follow the order of creation, and this one must be the 27th.
  stuck.created = deals[25].created + 600_000;
  stuck.steps[0].at = stuck.created;
  stuck.closings[0].at = stuck.created;
  deals.splice(26, 0, stuck);
  deals.forEach((deal, i) => {
    deal.id = `PD-${String(101 + i).padStart(6, '0')}`;
  });
  return deals;
}

/** The deal of the group's stories: 347 days in negotiation at the date of the export, its closing date pushed each time. */
function stuckDeal() {
  const deal = baseDeal(true);
  deal.account = 'Sungai Pelita Cold Storage';
  deal.name = 'Sungai Pelita Cold Storage – ground array 600 kWp';
  deal.amount = 1_480_000;
  deal.owner = OWNERS[1];
  const days = [
    '2024-11-18T09:10:00',
    '2024-12-02T11:25:00',
    '2024-12-19T15:05:00',
    '2025-01-16T10:40:00',
    '2025-02-07T16:20:00',
    '2025-02-28T10:12:00',
  ];
  deal.steps = days.map((day, i) => ({ at: at(day), stage: LADDER[i] }));
  deal.created = deal.steps[0].at;
  deal.activities = [at('2025-03-14T09:30:00'), at('2025-06-03T14:15:00'), at('2025-09-22T10:00:00')];
  pushThrice(deal, at('2026-03-31'));
  return deal;
}

/** Puts the particular situations onto some of the open deals. */
function place(open, closed) {
  const late = open.filter((deal) => deal.steps.length >= 5 && deal.created < at('2025-11-25'));
  for (const deal of late.slice(0, 6)) pushThrice(deal, END + between(10, 60) * DAY);
  for (const deal of open.filter((one) => one.steps.length === 5).slice(2, 5)) {
    const last = deal.steps[deal.steps.length - 1];
    // The quotation went out, and the deal was put back to where it came from.
    deal.steps.splice(-1, 1, { at: last.at - 9 * DAY, stage: LADDER[4] }, { at: last.at, stage: LADDER[2] });
    deal.steps.sort((a, b) => a.at - b.at);
  }
  for (const [i, deal] of open.filter((one) => one.owner !== OWNERS[0] && one.owner !== OWNERS[1]).entries())
    if (i % 6 === 2) deal.amount = 0;
  const named = [...open.filter((_, i) => i % 12 === 5), ...closed.filter((_, i) => i % 90 === 8)];
  ODD_NAMES.forEach((name, i) => {
    if (named[i]) named[i].name = name;
  });
}

/** What the CRM would have exported at a moment; undefined for a deal that was not there yet. */
function stateAt(deal, moment) {
  if (deal.created > moment) return undefined;
  const last = (list) => list.reduce((found, one) => (one.at <= moment && (!found || one.at >= found.at) ? one : found), undefined);
  const step = last(deal.steps) ?? deal.steps[0];
  const closing = last(deal.closings) ?? deal.closings[0];
  const activity = deal.activities.filter((one) => one <= moment).reduce((most, one) => Math.max(most, one), 0);
  const isClosed = /^(?:Closed|Payment)/.test(step.stage);
  return {
    stage: step.stage,
    entered: step.at,
    closing: closing.day,
    activity,
    modified: Math.max(step.at, closing.at <= moment ? closing.at : 0, activity),
    isClosed,
  };
}

const day = (moment) => new Date(moment).toISOString().slice(0, 10);
const second = (moment) => (moment ? new Date(Math.floor(moment / 1000) * 1000).toISOString().slice(0, 19).replace('T', ' ') : '');
const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (rows) => `${rows.map((row) => row.map((value) => cell(String(value))).join(',')).join('\r\n')}\r\n`;
/** Who answers at the customer: of a domain that nobody can own (RFC 2606). One deal in twelve has none, as in any CRM. Takes no random number. */
function contactEmail({ id, account }) {
  const number = Number(id.slice(3));
  const desk = ['office', 'projects', 'purchasing', 'site', 'accounts'][number % 5];
  return number % 12 === 4 ? '' : `${desk}@${account.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.test`;
}

const ownerId = (owner) => `zcrm_58050000000${48_100 + OWNERS.indexOf(owner) * 7}`;

function dealsExport(deals, date) {
  const moment = at(`${date}T18:00:00`);
  const rows = [
    [
      'Record Id',
      'Deal Owner.id',
      'Deal Owner',
      'Amount',
      'Currency',
      'Deal Name',
      'Closing Date',
      'Account Name',
      'Contact Email',
      'Stage',
      'Probability (%)',
      'Lead Source',
      'Created Time',
      'Modified Time',
      'Last Activity Time',
      'Next Step',
      'Reason For Loss',
      'Locked',
    ],
  ];
  for (const deal of deals) {
    const state = stateAt(deal, moment);
    if (!state) continue;
    const amount = deal.amount === 0 ? '' : deal.amount.toFixed(2);
    rows.push([
      deal.id,
      ownerId(deal.owner),
      deal.owner,
      amount,
      'MYR',
      deal.name,
      day(state.closing),
      deal.account,
      contactEmail(deal),
      state.stage,
      PROBABILITY[state.stage] ?? 0,
      deal.source,
      second(deal.created),
      second(state.modified),
      second(state.activity),
      state.isClosed ? '' : deal.nextStep,
      /^Closed(?! Won)/.test(state.stage) ? deal.reason : '',
      'false',
    ]);
  }
  return csv(rows);
}

function historyExport(deals) {
  const rows = [['Record Id', 'Deal Name', 'Stage', 'Stage Duration (Calendar Days)', 'Moved To', 'Modified By', 'Modified Time']];
  for (const deal of deals) {
    deal.steps.forEach((step, i) => {
      const next = deal.steps[i + 1];
      const days = Math.floor((next?.at ?? END) / DAY) - Math.floor(step.at / DAY);
      rows.push([deal.id, deal.name, step.stage, days, next?.stage ?? '', deal.owner, second(next?.at ?? step.at)]);
    });
  }
  return csv(rows);
}

/** The files by name. */
export function demoFiles() {
  const deals = makeDeals();
  const files = new Map(SNAPSHOTS.map((date) => [`Deals_${date.replaceAll('-', '_')}.csv`, dealsExport(deals, date)]));
  files.set('Stage_History_2026_02_10.csv', historyExport(deals));
  return files;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = process.argv[2] ?? new URL('../templates/demo/', import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of demoFiles()) {
    writeFileSync(join(folder, name), text);
    console.log(`${name}: ${text.split('\r\n').length - 2} rows`);
  }
}
