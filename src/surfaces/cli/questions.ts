import type { Language, Text } from '../../core/text.ts';
import { type Ask, Interrupted } from '../../workspace/operation.ts';

/** Choices that are shown at a time: all of them, where a screen has room. */
const CHOICES_SHOWN = 12;

/** What inquirer says in English of its own accord. */
const GERMAN: Readonly<Record<string, string>> = {
  navigate: 'bewegen',
  select: 'wählen',
  submit: 'fertig',
  all: 'alle',
  invert: 'umkehren',
};

const THEMES: Readonly<Record<Language, object | undefined>> = {
  en: undefined,
  de: {
    keywords: { yes: 'Ja', no: 'Nein', error: () => 'Bitte mit „Ja“ oder „Nein“ antworten.' },
    style: {
      keysHelpTip: (keys: readonly [string, string][]) => keys.map(([key, action]) => `${key} ${GERMAN[action] ?? action}`).join(' • '),
    },
  },
};

/** Questions by inquirer, loaded at the first one. Prompts go to stderr: stdout is the result's alone. */
export function questions(language: Language): Ask {
  const ask = async <T>(question: Record<string, unknown>): Promise<T> => {
    const { default: inquirer } = await import('inquirer');
    const prompt = inquirer.createPromptModule({ output: process.stderr });
    try {
      const answers = (await prompt([{ ...question, name: 'answer', pageSize: CHOICES_SHOWN, theme: THEMES[language] } as never])) as {
        answer: T;
      };
      return answers.answer;
    } catch (error) {
      if (error instanceof Error && (error.name === 'ExitPromptError' || error.name === 'AbortPromptError')) throw new Interrupted();
      throw error;
    }
  };
  const say = (text: Text): string => text[language];
  const named = <T extends string>(choices: readonly { value: T; label: Text; on?: boolean }[]): object[] =>
    choices.map((choice) => ({ value: choice.value, name: say(choice.label), checked: choice.on ?? false }));
  return {
    input: (question, preset, check) =>
      ask({
        type: 'input',
        message: say(question),
        default: preset,
        validate: (answer: string) => {
          const verdict = check ? check(answer) : true;
          return verdict === true ? true : say(verdict);
        },
      }),
    choose: (question, choices, preset) => ask({ type: 'select', message: say(question), default: preset, choices: named(choices) }),
    chooseMany: (question, choices) => ask({ type: 'checkbox', message: say(question), choices: named(choices) }),
    confirm: (question, preset) => ask({ type: 'confirm', message: say(question), default: preset ?? true }),
    edit: (text) =>
      ask({ type: 'editor', message: say({ en: 'The text', de: 'Der Text' }), default: text, postfix: '.md', waitForUserInput: false }),
  };
}
