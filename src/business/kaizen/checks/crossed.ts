import type { Section } from '../../../tree/document.ts';
import { labelKey } from '../../../tree/tables.ts';
import { EXPERIMENT_FIELD } from '../../../tree/vocabulary.ts';
import type { Fault, TreeCheck, TreeLook } from '../../../workspace/check.ts';
import type { LoggedExperiment } from '../experiment.ts';
import type { LogOutline } from '../log-scan.ts';
import { mentionsIn } from '../mentions.ts';
import { entriesOf, logsOf } from './logs.ts';

/** The two ends of a link: what came of an entry, and what it came of. Of one entry much may come, so that the first may say more. */
const LINKS = [
  { onward: 'ledTo', back: 'from', en: ['led to', 'came from'], de: ['führte zu', 'kam aus'] },
  { onward: 'followedBy', back: 'follows', en: ['is followed by', 'follows'], de: ['wird fortgesetzt in', 'folgt auf'] },
] as const;

type LinkField = (typeof LINKS)[number]['onward' | 'back'];

/** What a field of an entry names, and where it says so, which is asked of few. */
interface Named {
  readonly ids: readonly string[];
  readonly label: string;
  line(): number;
}

/** An entry of any log. */
interface Linked {
  readonly id: string;
  readonly file: string;
  /** What it says by a field, if it has one. */
  named(field: LinkField): Named | undefined;
}

/** An entry that says what came of it, where that says that it came of another: one of the two is wrong. */
export const crossedLink: TreeCheck = {
  explanation: {
    code: 'experiment-link-crossed',
    title: { en: 'Two ends of a link contradict each other', de: 'Zwei Enden eines Links widersprechen sich' },
    explain: {
      en: 'An experiment says what it led to, or what follows it, and the entry there names another one that it came from. Who looks up why a rule holds finds the wrong experiment. A link by hand, or a merge by hand of numbers that two branches gave, leaves such.',
      de: 'Ein Versuch sagt, wozu er führte oder was auf ihn folgt, und der Eintrag dort nennt einen anderen, aus dem er kam. Wer nachsieht, warum eine Regel gilt, findet den falschen Versuch. Ein Link von Hand oder ein Merge von Hand mit Nummern, die zwei Branches vergaben, hinterlässt solche.',
    },
    example: {
      en: 'K-BIZ-002 has "Led to: R-BIZ-004", and R-BIZ-004 has "From: K-BIZ-005".',
      de: 'K-BIZ-002 hat „Führte zu: R-BIZ-004“, und R-BIZ-004 hat „Aus: K-BIZ-005“.',
    },
    remedy: {
      en: 'Put the right id into the end that is wrong. An entry may name several: From: K-BIZ-002, K-BIZ-005',
      de: 'Setze am falschen Ende die richtige Nummer ein. Ein Eintrag darf mehrere nennen: Aus: K-BIZ-002, K-BIZ-005',
    },
  },
  run(look) {
    const entries = new Map<string, Linked | undefined>();
    // Of two with one number nobody knows which is named; that is told already.
    for (const entry of linkedIn(look)) entries.set(entry.id, entries.has(entry.id) ? undefined : entry);
    const faults: Fault[] = [];
    for (const entry of entries.values()) {
      if (entry === undefined) continue;
      for (const link of LINKS) {
        const onward = entry.named(link.onward);
        for (const id of new Set(onward?.ids)) {
          const there = entries.get(id);
          const back = there && there !== entry ? there.named(link.back) : undefined;
          if (!onward || !there || !back || back.ids.includes(entry.id)) continue;
          // It came from another of its sort: a rule may name the failure that an experiment was made for.
          const others = [...new Set(back.ids)].filter((one) => entries.get(one) && one !== id && sortOf(one) === sortOf(entry.id));
          if (others.length > 0) faults.push(faultOf(entry, onward, there, back, others.join(', '), link));
        }
      }
    }
    return faults;
  },
};

/** `K` of `K-BIZ-007`. */
function sortOf(id: string): string {
  return id.slice(0, id.indexOf('-'));
}

const LABELS: ReadonlyMap<string, LinkField> = new Map(
  LINKS.flatMap(({ onward, back }) => [onward, back]).flatMap((name) => EXPERIMENT_FIELD[name].map((label) => [label, name] as const)),
);

/** Experiments are read by the reader of logs, which takes large ones apart, too. */
function linkedIn(look: TreeLook): Linked[] {
  const logs = logsOf(look);
  const files = new Set(logs.map(({ file }) => file));
  const experiments = logs.flatMap(({ file, outline, experiments: all }) =>
    all.map((one): Linked => ({ id: one.id, file, named: (name) => namedBy(one, name, outline) })),
  );
  const lessons = entriesOf(look).flatMap(({ id, file, section }) => {
    if (files.has(file)) return [];
    const links = linksIn(section);
    return [{ id, file, named: (name: LinkField) => links?.get(name) }];
  });
  return [...experiments, ...lessons];
}

function namedBy(one: LoggedExperiment, name: LinkField, { lines }: LogOutline): Named | undefined {
  const field = one.field(name);
  return field && { ids: mentionsIn(field.value), label: field.label, line: () => lines.of(field.start) };
}

/** Undefined where it names none, as most do. Of two fields with one meaning the first counts. */
function linksIn({ fields }: Section): ReadonlyMap<LinkField, Named> | undefined {
  let found: Map<LinkField, Named> | undefined;
  for (const { label, value, line } of fields) {
    const name = LABELS.get(labelKey(label));
    if (name === undefined || found?.has(name)) continue;
    found ??= new Map();
    found.set(name, { ids: mentionsIn(value), label, line: () => line });
  }
  return found;
}

function faultOf(
  { id, file }: Linked,
  onward: Named,
  there: Linked,
  back: Named,
  others: string,
  { en, de }: (typeof LINKS)[number],
): Fault {
  const place = `${there.file}:${back.line()}`;
  return {
    problem: {
      code: 'experiment-link-crossed',
      level: 'warning',
      message: {
        en: `${id} ${en[0]} ${there.id}, it says here; by ${place} ${there.id} ${en[1]} ${others}.`,
        de: `${id} ${de[0]} ${there.id}, heißt es hier; laut ${place} gilt: ${there.id} ${de[1]} ${others}.`,
      },
      place: { file, line: onward.line() },
      remedy: {
        en: `Put the right id there: in "${onward.label}" here, or in "${back.label}" in ${place}.`,
        de: `Setze die richtige Nummer ein: hier in „${onward.label}“ oder in ${place} in „${back.label}“.`,
      },
    },
  };
}
