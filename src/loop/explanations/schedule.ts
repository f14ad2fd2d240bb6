import type { Explanation } from '../../workspace/operation.ts';

/** What is wrong in a `Schedule` table. */
export const scheduleExplanations: readonly Explanation[] = [
  {
    code: 'schedule-time',
    title: { en: 'A time of the schedule can not be read', de: 'Eine Zeit des Zeitplans ist nicht lesbar' },
    explain: {
      en: 'Times are read from words and never guessed: an agent that ran at the wrong hour would speak to people at night, or not at all. The row is left out, the others run.',
      de: 'Zeiten werden aus Worten gelesen und nie geraten: Ein Agent zur falschen Stunde spräche nachts zu Menschen, oder gar nicht. Die Zeile fällt aus, die anderen laufen.',
    },
    example: { en: '| Pipeline scan | in the morning |', de: '| Pipeline-Scan | morgens |' },
    remedy: {
      en: 'Write days and a time of day, such as "working days 08:00", "Mondays 08:30", "1st of the month 09:00", "last Friday of the quarter 16:00", "hourly", "every 15 minutes", or cron words such as "0 8 * * 1-5".',
      de: 'Schreibe Tage und eine Uhrzeit, etwa „Arbeitstage 08:00“, „montags 08:30“, „1. des Monats 09:00“, „letzter Freitag des Quartals 16:00“, „stündlich“, „alle 15 Minuten“, oder Cron-Worte wie „0 8 * * 1-5“.',
    },
  },
  {
    code: 'schedule-twice',
    title: { en: 'A row stands in the schedule twice', de: 'Eine Zeile steht zweimal im Zeitplan' },
    explain: {
      en: 'What a row does is its name from run to run. Two rows of one name could not be told apart, so the second is left out.',
      de: 'Was eine Zeile tut, ist ihr Name von Lauf zu Lauf. Zwei gleiche ließen sich nicht unterscheiden, also fällt die zweite aus.',
    },
    example: {
      en: '| Pipeline scan | working days 08:00 | and | Pipeline scan | working days 16:00 |',
      de: '| Pipeline-Scan | Arbeitstage 08:00 | und | Pipeline-Scan | Arbeitstage 16:00 |',
    },
    remedy: {
      en: 'Write both times as cron words in one row ("0 8,16 * * 1-5"), or name the rows apart.',
      de: 'Schreibe beide Zeiten als Cron-Worte in eine Zeile („0 8,16 * * 1-5“), oder benenne die Zeilen verschieden.',
    },
  },
  {
    code: 'schedule-agentless',
    title: { en: 'A schedule belongs to no agent', de: 'Ein Zeitplan gehört zu keinem Agenten' },
    explain: {
      en: 'A table of times counts for the agent whose heading it stands below. A heading without a mission is no agent, so nobody would run the table.',
      de: 'Eine Tabelle mit Zeiten gilt für den Agenten, unter dessen Überschrift sie steht. Eine Überschrift ohne Mission ist kein Agent, also ließe niemand die Tabelle laufen.',
    },
    example: {
      en: '## CRM Ops, without a line **Mission:**, and below it ### Schedule',
      de: '## CRM Ops ohne eine Zeile **Mission:**, und darunter ### Zeitplan',
    },
    remedy: {
      en: 'Give the agent its line "**Mission:** …", or move the table below an agent that has one.',
      de: 'Gib dem Agenten seine Zeile „**Mission:** …“, oder setze die Tabelle unter einen Agenten, der eine hat.',
    },
  },
  {
    code: 'schedule-unknown',
    title: { en: 'Nothing goes by the name of a row', de: 'Nichts heißt wie eine Zeile des Zeitplans' },
    explain: {
      en: 'A row names a scan ("Pipeline scan") or a summary ("Won and lost"). A name that no field of the business knows can not be run.',
      de: 'Eine Zeile nennt einen Scan („Pipeline-Scan“) oder einen Bericht („Gewonnen und verloren“). Ein Name, den kein Bereich kennt, kann nicht laufen.',
    },
    example: { en: '| Water the plants | Friday 16:00 |', de: '| Blumen gießen | Freitag 16:00 |' },
    remedy: {
      en: 'Take a name that "bizos schedule list" shows, or leave the row until there is something that does it.',
      de: 'Nimm einen Namen, den „bizos schedule list“ zeigt, oder lass die Zeile, bis es etwas gibt, das es tut.',
    },
  },
];
