/** The columns that the tables of `AGENT_POLICY.md` are known by, English and German, as `labelKey` makes them. */
export const ALERT = {
  rule: ['rule', 'regel'],
  for: ['for', 'counts after', 'zählt nach', 'frist'],
  clear: ['clear after', 'resolved after', 'erledigt nach'],
  repeat: ['repeat', 'again after', 'wiederholen', 'wieder nach'],
  from: ['severity from', 'from severity', 'schwere ab'],
} as const;

export const SILENCE = {
  source: ['while', 'solange', 'source'],
  target: ['silences', 'silence', 'schweigt', 'unterdrückt'],
} as const;

export const QUIET = {
  days: ['days', 'day', 'tage', 'tag'],
  from: ['from', 'von', 'ab'],
  to: ['to', 'until', 'bis'],
  unless: ['unless', 'unless severity', 'außer', 'außer ab'],
} as const;

export const HOLIDAY = {
  date: ['date', 'datum'],
  name: ['holiday', 'feiertag'],
  entity: ['entity', 'company', 'firma', 'gesellschaft'],
} as const;

export const CHANNEL_WORDS: readonly string[] = ['channel', 'kanal'];

export const MODEL_WORDS: readonly string[] = ['model', 'modell'];

export const GATE = {
  action: ['action', 'aktion'],
  entity: ['entity', 'company', 'firma', 'gesellschaft'],
  phase: ['phase', 'highest phase', 'höchste phase'],
  approvals: ['approvals', 'freigaben'],
  daily: ['daily limit', 'a day', 'tageslimit', 'je tag'],
  outside: ['outside alone', 'outside', 'außen allein', 'außen'],
} as const;

export const SETTING = {
  setting: ['setting', 'einstellung'],
  value: ['value', 'wert'],
} as const;

/** Single settings: what they are called and what they hold. */
export const SETTINGS = {
  approvalMs: { names: ['approval expires after', 'freigabe gilt'], holds: 'duration' },
  postponeMs: { names: ['postpone by', 'aufschieben um'], holds: 'duration' },
  listed: { names: ['findings listed in a message', 'befunde je nachricht'], holds: 'number' },
  attempts: { names: ['attempts to send', 'sendeversuche'], holds: 'number' },
  planned: { names: ['actions planned in a run', 'aktionen je lauf'], holds: 'number' },
  draftCharacters: { names: ['characters of a draft', 'zeichen je entwurf'], holds: 'number' },
  outcomeMs: { names: ['outcome after', 'ausgang nach'], holds: 'duration' },
  effectSample: { names: ['effect sample', 'stichprobe der wirkung'], holds: 'number' },
  alertChannel: { names: ['alert channel', 'meldekanal'], holds: 'word' },
  approvalChannel: { names: ['approval channel', 'freigabekanal'], holds: 'word' },
} as const;

export const DAYS: Readonly<Record<string, readonly number[]>> = {
  ...Object.fromEntries(
    [
      ['sun', 'sunday', 'so', 'sonntag'],
      ['mon', 'monday', 'mo', 'montag'],
      ['tue', 'tuesday', 'di', 'dienstag'],
      ['wed', 'wednesday', 'mi', 'mittwoch'],
      ['thu', 'thursday', 'do', 'donnerstag'],
      ['fri', 'friday', 'fr', 'freitag'],
      ['sat', 'saturday', 'sa', 'samstag'],
    ].flatMap((names, day) => names.map((name) => [name, [day]])),
  ),
  daily: [0, 1, 2, 3, 4, 5, 6],
  'every day': [0, 1, 2, 3, 4, 5, 6],
  täglich: [0, 1, 2, 3, 4, 5, 6],
  'jeden tag': [0, 1, 2, 3, 4, 5, 6],
  weekdays: [1, 2, 3, 4, 5],
  werktags: [1, 2, 3, 4, 5],
  weekend: [0, 6],
  wochenende: [0, 6],
};
