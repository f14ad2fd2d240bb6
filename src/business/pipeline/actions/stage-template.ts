import type { Problem } from '../../../core/problem.ts';
import type { Stage, StageBook } from '../../../core/stage.ts';
import type { Language } from '../../../core/text.ts';
import { loadDefaultPolicy } from '../default-policy.ts';
import { stageBookOf } from '../policy-layers.ts';
import { type DraftTemplate, readDraftTemplate, templateName } from './draft-template.ts';

/** Where a deal stands: the policy's stage, where it knows one, and the CRM's word for it. */
export interface DealStage {
  readonly stage: Stage | undefined;
  readonly word: string;
}

/** The stages as BizOS ships them, with every name that a CRM has for one, English and German. */
export async function shippedStages(): Promise<StageBook> {
  return stageBookOf(await loadDefaultPolicy());
}

/**
 * The template for a deal's stage: the one that the stage's row names, else the one of its own name, else that of the shipped stage which
 * this name, or the CRM's word, means (`Angebot raus`, `Quotation Sent`: `offer-sent`), else the usual one. A row that names a template
 * which is nowhere is a problem; the others are looked for all the same.
 */
export function stageTemplate(
  root: string,
  { stage, word }: DealStage,
  language: Language,
  shipped: StageBook,
): { readonly template: DraftTemplate; readonly problem?: Problem } {
  const name = stage?.name ?? word;
  const meant = [name, word].flatMap((one) => shipped.find(one)?.name ?? []);
  const template = readDraftTemplate(root, [...(stage?.template ? [stage.template] : []), name, ...meant], language);
  const lost = stage?.template !== undefined && templateName(stage.template) !== template.name;
  return { template, ...(lost && { problem: noTemplate(stage, language, template) }) };
}

function noTemplate({ name, template = '', place }: Stage, language: Language, taken: DraftTemplate): Problem {
  const file = `templates/drafts/${language}/${templateName(template)}.md`;
  return {
    code: 'draft-template',
    level: 'warning',
    ...(place && { place }),
    message: {
      en: `"${name}" names the template "${template}", and there is no ${file}; ${taken.name} was taken.`,
      de: `„${name}“ nennt die Vorlage „${template}“, und ${file} gibt es nicht; ${taken.name} gilt.`,
    },
    remedy: { en: `Write ${file}, or correct the row.`, de: `Schreibe ${file}, oder berichtige die Zeile.` },
  };
}
