import * as z from 'zod/mini';
import { BizosError } from '../../../core/problem.ts';
import type { Block } from '../../../core/report.ts';
import { type Language, same } from '../../../core/text.ts';
import type { LearnKind } from '../../../tree/kinds/learn-routes.ts';
import type { Context, Operation } from '../../../workspace/operation.ts';
import { companiesNamed } from '../company-names.ts';
import { mustBeMerged } from '../conflict-marks.ts';
import { writtenDuration } from '../entry-said.ts';
import type { Layer } from '../experiment.ts';
import { type Draft, type Filed, planDraft } from '../filing.ts';
import { linksGiven, withFinalIds } from '../final-ids.ts';
import { EVERYWHERE, entityGiven, LAYER_WORDS, layerGiven } from '../given-words.ts';
import { changeLogs } from '../log-change.ts';
import { readLog } from '../log-file.ts';
import { type NumberNotes, numberNotes } from '../number-notes.ts';
import { type OpenedTree, withTree } from '../opened-tree.ts';
import { provisionalIds } from '../provisional.ts';
import { entitiesIn, layerIn, lessonIn, reasonIn, splitHypothesis, titleOf } from '../recognise.ts';
import { routeFor } from '../routes.ts';
import { plainLine } from '../safe-words.ts';
import { settleProvisional } from '../settling.ts';
import { spokenInput, spokenWords } from '../spoken.ts';
import { durationIn } from '../spoken-duration.ts';
import { askAhead, TakenIds } from '../taken-ids.ts';
import { agentHere, personHere } from '../who-is-here.ts';

const input = z.object({
  words: z.optional(z.string()),
  layer: z.optional(z.string()),
  entity: z.optional(z.string()),
  expected: z.optional(z.string()),
  duration: z.optional(z.string()),
  metric: z.optional(z.string().check(z.regex(/^[a-z0-9_-]+\/[a-z0-9_.-]+$/i, 'write it like solartech/follow_up_compliance'))),
  title: z.optional(z.string()),
  why: z.optional(z.string()),
  by: z.optional(z.string()),
  from: z.optional(z.string()),
  follows: z.optional(z.string()),
  yes: z.optional(z.boolean()),
  edit: z.optional(z.boolean()),
});

type Given = z.infer<typeof input>;

/** What was taken from the words rather than from a flag. */
interface Recognised {
  readonly draft: Draft;
  /** Values that nobody said: what holds instead. */
  readonly assumed: readonly ('layer' | 'entity' | 'duration' | 'kind')[];
}

/** `learn`, `bizos learn`. */
export const learn: Operation<typeof input> = {
  name: 'learn',
  summary: {
    en: 'Write down an experiment or a lesson, as it is spoken.',
    de: 'Schreibt einen Versuch oder eine Lehre auf, wie gesprochen.',
  },
  about: {
    en: 'learn kaizen bizos: … adds an experiment to bizos/KAIZEN_LOG.md; learn bizos: … files a lesson as failure, rule or pattern. Layer, company and duration are recognised from the words and shown. An unclear layer is asked for at a terminal; elsewhere --layer is needed, or --yes for Process. Without a company in the words it is Cross-entity. Where lessons go stands in "Learn Routes" of bizos/STRUCTURE.md.',
    de: 'learn kaizen bizos: … fügt der bizos/KAIZEN_LOG.md einen Versuch an; learn bizos: … legt eine Lehre als Fehler, Regel oder Muster ab. Ebene, Firma und Dauer werden aus den Worten erkannt und gezeigt. Nach einer unklaren Ebene wird am Terminal gefragt; sonst braucht es --layer, oder --yes für Process. Ohne Firma in den Worten gilt der Versuch firmenübergreifend. Wohin Lehren gehen, steht unter „Learn Routes“ in bizos/STRUCTURE.md.',
  },
  effect: 'writes',
  spoken: true,
  input,
  fields: {
    words: {
      help: {
        en: 'what is learned, e.g. kaizen bizos: If we …; - after the colon reads stdin',
        de: 'was gelernt wird, z. B. kaizen bizos: Wenn wir …; - nach dem Doppelpunkt liest stdin',
      },
      value: 'WORDS',
      position: 'rest',
    },
    layer: { help: { en: 'System, Process or Model', de: 'System, Process (Prozess) oder Model (Modell)' }, value: 'LAYER' },
    entity: { help: { en: 'the company', de: 'die Firma' }, value: 'COMPANY' },
    expected: { help: { en: 'the result that is expected', de: 'das erwartete Ergebnis' }, value: 'TEXT' },
    duration: { help: { en: 'how long it runs: "4 weeks"', de: 'wie lange er läuft: „4 Wochen“' }, value: 'TIME' },
    metric: {
      help: {
        en: 'the number that it moves: solartech/follow_up_compliance',
        de: 'die Kennzahl, die er bewegt: solartech/follow_up_compliance',
      },
      value: 'METRIC',
    },
    title: { help: { en: 'its heading (else from the words)', de: 'seine Überschrift (sonst aus den Worten)' }, value: 'TEXT' },
    why: { help: { en: 'why, for a lesson', de: 'warum, bei einer Lehre' }, value: 'TEXT' },
    by: { help: { en: "who says it (else git's user.name)", de: 'wer es sagt (sonst user.name von git)' }, value: 'NAME' },
    from: {
      help: { en: 'id of what it came out of; linked both ways', de: 'Nummer dessen, woraus es wurde; beidseitig verlinkt' },
      value: 'ID',
    },
    follows: { help: { en: 'id of the experiment that it follows', de: 'Nummer des Versuchs, auf den er folgt' }, value: 'ID' },
    yes: { help: { en: 'ask nothing, take what is usual', de: 'nichts fragen, das Übliche nehmen' } },
    edit: { help: { en: 'open $EDITOR on the entry first', de: 'den Eintrag vorher im $EDITOR öffnen' } },
  },
  examples: [
    {
      command: 'learn kaizen bizos: If we call on day 3 then replies rise because they see us',
      does: { en: 'the next experiment', de: 'der nächste Versuch' },
    },
    { command: 'learn failure bizos: The export was cut at 2,000 rows', does: { en: 'a post-mortem', de: 'eine Fehlernachlese' } },
    { command: 'learn kaizen bizos: - < idea.txt', does: { en: 'the words from a file', de: 'die Worte aus einer Datei' } },
  ],
  run: (context, given) =>
    withTree(context, async (tree) => {
      const ahead = askAhead(tree.root);
      const person = given.by === undefined ? personHere(context, tree.root) : undefined;
      const spoken = spokenWords(given.words ?? '');
      const words = (spoken.words === '-' ? spokenInput(context).trim() : spoken.words).normalize('NFC');
      if (plainLine(words) === '')
        throw new BizosError(
          2,
          { en: 'There are no words to write down.', de: 'Es gibt keine Worte aufzuschreiben.' },
          { en: 'learn kaizen bizos: If we … then … because …', de: 'learn kaizen bizos: Wenn wir … dann … weil …' },
        );
      const kind = spoken.kind ?? (await lessonKind(context, words, spoken.scope));
      const route = routeFor(tree.routes, kind, spoken.scope);
      // Before anything is asked for, in an editor or at the remote.
      mustBeMerged(readLog(tree.root, route.file));
      const metric = given.metric && (await (await import('../metric-evidence.ts')).metricGiven(context, tree, given.metric));
      const sure = { ...given, metric, ...(await linksGiven(tree, kind, given)) };
      const found = await recognised(context, tree, { kind, words, scope: spoken.scope, given: sure, person });
      let draft: Draft = { ...found.draft, route };
      if (given.edit) draft = await (await import('../in-editor.ts')).edited(context, tree, draft);
      // Back in contact: what was written down without it gets its number first. What may not be written now, waits on.
      const settled = provisionalIds(tree).length > 0 ? await settleProvisional(tree, { patient: true }) : undefined;
      draft = await withFinalIds(tree, draft);
      const ids = new TakenIds(tree.root, { silent: settled?.why !== undefined, ahead });
      const write = (): Promise<Filed> => changeLogs(tree.root, (nextId) => planDraft(draft, tree, nextId), ids);
      const filed = draft.kept === undefined ? await write() : await (await import('../in-editor.ts')).keptUntil(draft, write);
      const number = numberNotes(filed.already ? [] : [filed.id], ids, tree.language);
      const waits = settled?.refused ? [waitsOn(settled.waiting, settled.refused, tree.language)] : [];
      const notes = { ...number, blocks: [...number.blocks, ...waits] };
      return outcome(tree, draft, filed, found.assumed, notes);
    }),
};

async function lessonKind(context: Context, words: string, scope: string): Promise<LearnKind> {
  const kind = lessonIn(words);
  if (kind) return kind;
  if (context.ask)
    return context.ask.choose({ en: 'What is it?', de: 'Was ist es?' }, [
      { value: 'failure', label: { en: 'a failure: what went wrong', de: 'ein Fehler: was schiefging' } },
      { value: 'rule', label: { en: 'a rule: what always holds', de: 'eine Regel: was immer gilt' } },
      { value: 'pattern', label: { en: 'a pattern: what works', de: 'ein Muster: was wirkt' } },
    ]);
  throw new BizosError(
    2,
    {
      en: 'It is not clear whether this is a failure, a rule or a pattern.',
      de: 'Es ist nicht klar, ob das ein Fehler, eine Regel oder ein Muster ist.',
    },
    same(`learn failure ${scope}: …   learn rule ${scope}: …   learn pattern ${scope}: …`),
  );
}

/** What was said, and who says it where git knows that. */
interface Heard {
  readonly kind: LearnKind;
  readonly words: string;
  readonly scope: string;
  readonly given: Given;
  readonly person: Promise<string | undefined> | undefined;
}

async function recognised(context: Context, tree: OpenedTree, { kind, words, scope, given, person }: Heard): Promise<Recognised> {
  const assumed: Recognised['assumed'][number][] = [];
  const ask = given.yes ? undefined : context.ask;
  const hypothesis = splitHypothesis(words);
  const inWords = entitiesIn(words, tree.entities);
  // `learn kaizen hippos: …` says the company before the colon.
  const named = inWords.length > 0 ? inWords : companiesNamed(scope, tree.entities);
  const route = { kind, scope: '', file: '', prefix: '' };
  let entity = given.entity === undefined ? undefined : entityGiven(given.entity, tree);
  if (entity === undefined && named.length > 0) entity = named.map(({ name }) => name).join(', ');
  if (entity === undefined && ask && kind === 'kaizen')
    entity = await ask.choose({ en: 'Which company?', de: 'Welche Firma?' }, [
      { value: EVERYWHERE[tree.language], label: EVERYWHERE },
      ...tree.entities.map(({ name }) => ({ value: name, label: same(name) })),
    ]);
  if (entity === undefined) {
    entity = EVERYWHERE[tree.asked ?? tree.language];
    assumed.push('entity');
  }
  const by = given.by ?? (await agentHere(context, tree.root)) ?? (await person);
  const common = { route, title: given.title ?? titleOf(hypothesis), entity, by, from: given.from, follows: given.follows };
  if (kind !== 'kaizen') return { draft: { ...common, words, why: given.why ?? reasonIn(words) }, assumed };
  const layer = await layerOf(given, words, ask, assumed);
  const duration = given.duration ?? durationIn(words);
  if (duration === undefined) assumed.push('duration');
  return {
    draft: { ...common, words: hypothesis.sentence, layer, expected: given.expected ?? hypothesis.outcome, duration, metric: given.metric },
    assumed,
  };
}

async function layerOf(given: Given, words: string, ask: Context['ask'], assumed: Recognised['assumed'][number][]): Promise<Layer> {
  if (given.layer !== undefined) return layerGiven(given.layer);
  const layer = layerIn(words);
  if (layer) return layer;
  if (ask)
    return ask.choose<Layer>({ en: 'Which layer?', de: 'Welche Ebene?' }, [
      { value: 'System', label: { en: 'System: CRM, automation, data', de: 'System: CRM, Automation, Daten' } },
      { value: 'Process', label: { en: 'Process: reviews, hand-overs, cadence', de: 'Prozess: Besprechungen, Übergaben, Takt' } },
      { value: 'Model', label: { en: 'Model: KPIs, scores, targets', de: 'Modell: Kennzahlen, Wertungen, Ziele' } },
    ]);
  if (given.yes) {
    assumed.push('layer');
    return 'Process';
  }
  throw new BizosError(
    2,
    { en: 'The words do not say which layer this is.', de: 'Aus den Worten geht nicht hervor, welche Ebene es ist.' },
    {
      en: 'Add --layer System, --layer Process or --layer Model (or --yes for Process).',
      de: 'Füge --layer System, --layer Process oder --layer Model hinzu (oder --yes für Process).',
    },
  );
}

function outcome(tree: OpenedTree, draft: Draft, filed: Filed, assumed: Recognised['assumed'], notes: NumberNotes) {
  const { language } = tree;
  const de = language === 'de';
  const duration = draft.route.kind === 'kaizen' ? (draft.duration ?? writtenDuration(tree, draft, filed)) : undefined;
  const note = (name: (typeof assumed)[number]): string | undefined =>
    assumed.includes(name) ? (de ? 'angenommen' : 'assumed') : undefined;
  const blocks: Block[] = [
    { kind: 'text', tone: filed.already ? 'quiet' : 'good', text: `${filed.id}  ${filed.file}:${filed.line}` },
    ...(filed.already
      ? [
          {
            kind: 'text' as const,
            text: de
              ? 'Das steht dort schon mit denselben Worten; nichts wurde geschrieben. Mit anderem --title wird es ein neuer Eintrag.'
              : 'It stands there in the same words; nothing was written. With another --title it is a new entry.',
          },
        ]
      : []),
    ...notes.blocks,
    {
      kind: 'facts',
      items: [
        { label: de ? 'Titel' : 'Title', value: draft.title },
        ...(draft.layer ? [{ label: de ? 'Ebene' : 'Layer', value: LAYER_WORDS[draft.layer][language], note: note('layer') }] : []),
        { label: de ? 'Firma' : 'Company', value: draft.entity, note: note('entity') },
        ...(draft.expected ? [{ label: de ? 'Erwartet' : 'Expected', value: plainLine(draft.expected) }] : []),
        ...(duration !== undefined ? [{ label: de ? 'Dauer' : 'Duration', value: duration, note: note('duration') }] : []),
        ...(filed.linked.length > 0 ? [{ label: de ? 'Verlinkt mit' : 'Linked with', value: filed.linked.join(', ') }] : []),
      ],
    },
    ...(draft.route.kind === 'kaizen' && !filed.already
      ? [
          {
            kind: 'commands' as const,
            items: [{ command: `bizos kaizen start ${filed.id}`, does: de ? 'wenn er beginnt' : 'when it begins' }],
          },
        ]
      : []),
  ];
  return {
    exit: 0 as const,
    report: () => ({
      title: filed.already ? (de ? 'Schon aufgeschrieben' : 'Written down already') : de ? 'Aufgeschrieben' : 'Written down',
      language,
      blocks,
    }),
    json: () => ({
      schema: 'bizos.learn/1',
      id: filed.id,
      kind: draft.route.kind,
      file: filed.file,
      line: filed.line,
      title: draft.title,
      layer: draft.layer ?? null,
      entity: draft.entity,
      expected: draft.expected ?? null,
      duration: draft.duration ?? null,
      metric: draft.metric ?? null,
      by: draft.by ?? null,
      assumed,
      linked: filed.linked,
      countedAlone: notes.countedAlone,
      already: filed.already ?? false,
      provisional: filed.id.includes('~'),
    }),
  };
}

/** Says that another entry keeps its provisional id, and why. */
function waitsOn(ids: readonly string[], { text }: BizosError, language: Language): Block {
  const words = { en: 'Not final yet', de: 'Noch nicht endgültig' }[language];
  return { kind: 'text', tone: 'quiet', text: `${words}: ${ids.join(', ')}. ${text[language]}` };
}
