import type { Explanation } from '../../workspace/operation.ts';

/** What the gate says, and why an answer does not count. */
export const gateExplanations: readonly Explanation[] = [
  {
    code: 'gate-paused',
    title: { en: 'The agent is paused', de: 'Der Agent ist angehalten' },
    explain: {
      en: 'The kill switch is on: nothing leaves until a person lets it go on. What was approved waits.',
      de: 'Der Notschalter ist an: Nichts geht hinaus, bis ein Mensch es weiterlaufen lässt. Freigegebenes wartet.',
    },
    example: { en: 'bizos agent pause crm-ops', de: 'bizos agent pause crm-ops' },
    remedy: { en: 'Let it go on as a person: bizos agent resume', de: 'Lass ihn als Mensch weiterlaufen: bizos agent resume' },
  },
  {
    code: 'gate-kind',
    title: { en: 'Nobody brings this kind of action', de: 'Niemand bringt diese Aktionsart mit' },
    explain: {
      en: 'Every action passes the gate right before it leaves, and the verdict stands in the ledger before the first byte goes.',
      de: 'Jede Aktion passiert das Tor unmittelbar bevor sie hinausgeht, und der Spruch steht im Ledger vor dem ersten Byte.',
    },
    example: { en: 'a plan of an older version', de: 'ein Plan einer älteren Version' },
    remedy: { en: 'Update, or leave it: it stays refused.', de: 'Aktualisiere, oder lass es: Sie bleibt abgelehnt.' },
  },
  {
    code: 'gate-channel',
    title: { en: 'The channel is not in the policy', de: 'Der Kanal steht nicht in der Richtlinie' },
    explain: {
      en: 'Every action passes the gate right before it leaves, and the verdict stands in the ledger before the first byte goes.',
      de: 'Jede Aktion passiert das Tor unmittelbar bevor sie hinausgeht, und der Spruch steht im Ledger vor dem ersten Byte.',
    },
    example: { en: 'a draft for "telegram" without such a row', de: 'ein Entwurf für „telegram“ ohne solche Zeile' },
    remedy: { en: 'Add the channel to bizos/AGENT_POLICY.md.', de: 'Ergänze den Kanal in bizos/AGENT_POLICY.md.' },
  },
  {
    code: 'gate-recipient',
    title: { en: 'It would reach somebody it must not', de: 'Sie erreichte jemanden, den sie nicht soll' },
    explain: {
      en: 'What is for people of the group goes only to chats and addresses that the channel’s row names. Text of a deal never chooses a recipient.',
      de: 'Was für Menschen der Gruppe ist, geht nur an Chats und Adressen aus der Zeile des Kanals. Der Text eines Deals wählt nie einen Empfänger.',
    },
    example: { en: 'an alert to a chat that the policy does not know', de: 'eine Meldung an einen Chat, den die Richtlinie nicht kennt' },
    remedy: { en: 'Name the chat or address in the channel’s row.', de: 'Nenne Chat oder Adresse in der Zeile des Kanals.' },
  },
  {
    code: 'gate-no-row',
    title: { en: 'The policy says nothing of this action', de: 'Die Richtlinie sagt nichts zu dieser Aktion' },
    explain: { en: 'What no row allows is refused.', de: 'Was keine Zeile erlaubt, wird abgelehnt.' },
    example: { en: 'no row "follow-up-mail" and none "*"', de: 'keine Zeile „follow-up-mail“ und keine „*“' },
    remedy: {
      en: 'Change the row in the table Gate of bizos/AGENT_POLICY.md, as a person.',
      de: 'Ändere als Mensch die Zeile in der Tabelle Tor von bizos/AGENT_POLICY.md.',
    },
  },
  {
    code: 'gate-phase',
    title: { en: 'The agent is not in that phase', de: 'Der Agent ist nicht in dieser Phase' },
    explain: {
      en: 'The lower of the agent’s phase and the row’s phase counts.',
      de: 'Es gilt die niedrigere aus Phase des Agenten und Phase der Zeile.',
    },
    example: { en: 'a draft of an e-mail by an agent in phase 1', de: 'ein E-Mail-Entwurf eines Agenten in Phase 1' },
    remedy: {
      en: 'Raise the phase in AGENT_GOALS.md or in the row, as a person.',
      de: 'Erhöhe als Mensch die Phase in AGENT_GOALS.md oder in der Zeile.',
    },
  },
  {
    code: 'gate-limit',
    title: { en: 'The daily limit is reached', de: 'Das Tageslimit ist erreicht' },
    explain: {
      en: 'So many have left under this row today, on the clock of the tree. The rest waits for tomorrow.',
      de: 'So viele sind heute unter dieser Zeile hinausgegangen, nach der Uhr des Baums. Der Rest wartet bis morgen.',
    },
    example: { en: '20 of 20', de: '20 von 20' },
    remedy: { en: 'Wait, or raise the limit in the row.', de: 'Warte, oder erhöhe das Limit in der Zeile.' },
  },
  {
    code: 'gate-ask',
    title: { en: 'A person decides', de: 'Ein Mensch entscheidet' },
    explain: {
      en: 'In phase 2 everything that is more than telling people of the group is prepared, and a person decides.',
      de: 'In Phase 2 wird alles vorbereitet, was mehr ist als Menschen der Gruppe etwas zu sagen, und ein Mensch entscheidet.',
    },
    example: { en: 'a follow-up e-mail', de: 'eine Nachfass-Mail' },
    remedy: { en: 'Decide: bizos approvals', de: 'Entscheide: bizos approvals' },
  },
  {
    code: 'gate-outside',
    title: { en: 'It reaches people outside', de: 'Sie erreicht Menschen außerhalb' },
    explain: {
      en: 'What reaches a customer or a lead always waits for a person, unless a committed row opts the kind in for that company.',
      de: 'Was Kunden oder Leads erreicht, wartet immer auf einen Menschen, außer eine eingecheckte Zeile lässt die Art für diese Firma zu.',
    },
    example: { en: 'an e-mail to a customer in phase 3', de: 'eine E-Mail an einen Kunden in Phase 3' },
    remedy: { en: 'Decide: bizos approvals', de: 'Entscheide: bizos approvals' },
  },
  {
    code: 'gate-unproven',
    title: { en: 'The pattern is not proven yet', de: 'Das Muster ist noch nicht erprobt' },
    explain: {
      en: 'In phase 3 a pattern goes alone once it had so many approvals in a row without an edit. One edit, rejection or bad outcome begins the count anew.',
      de: 'In Phase 3 geht ein Muster allein, sobald es so viele Freigaben hintereinander ohne Änderung hatte. Eine Änderung, Ablehnung oder ein schlechter Ausgang beginnt neu.',
    },
    example: { en: '7 of 10', de: '7 von 10' },
    remedy: { en: 'Decide: bizos approvals', de: 'Entscheide: bizos approvals' },
  },
  {
    code: 'gate-approved',
    title: { en: 'A person approved it', de: 'Ein Mensch hat sie freigegeben' },
    explain: {
      en: 'Every action passes the gate right before it leaves, and the verdict stands in the ledger before the first byte goes.',
      de: 'Jede Aktion passiert das Tor unmittelbar bevor sie hinausgeht, und der Spruch steht im Ledger vor dem ersten Byte.',
    },
    example: { en: 'approved at the terminal', de: 'am Terminal freigegeben' },
    remedy: { en: 'Nothing to do.', de: 'Nichts zu tun.' },
  },
  {
    code: 'gate-inside',
    title: { en: 'It tells people of the group', de: 'Sie sagt Menschen der Gruppe etwas' },
    explain: {
      en: 'Every action passes the gate right before it leaves, and the verdict stands in the ledger before the first byte goes.',
      de: 'Jede Aktion passiert das Tor unmittelbar bevor sie hinausgeht, und der Spruch steht im Ledger vor dem ersten Byte.',
    },
    example: { en: 'the daily alert', de: 'die tägliche Meldung' },
    remedy: { en: 'Nothing to do.', de: 'Nichts zu tun.' },
  },
  {
    code: 'gate-proven',
    title: { en: 'The pattern is proven', de: 'Das Muster ist erprobt' },
    explain: {
      en: 'Every action passes the gate right before it leaves, and the verdict stands in the ledger before the first byte goes.',
      de: 'Jede Aktion passiert das Tor unmittelbar bevor sie hinausgeht, und der Spruch steht im Ledger vor dem ersten Byte.',
    },
    example: { en: '12 approvals in a row', de: '12 Freigaben hintereinander' },
    remedy: {
      en: 'Nothing to do; bizos agent trust shows what earned it.',
      de: 'Nichts zu tun; bizos agent trust zeigt, womit es verdient wurde.',
    },
  },
  {
    code: 'approval-forged',
    title: { en: 'An answer to a question nobody asked', de: 'Eine Antwort auf eine nie gestellte Frage' },
    explain: {
      en: 'An approval holds for exactly what was shown: content, recipients, channel, until it expires, once. What differs in any of them counts for nothing, and a person is asked again.',
      de: 'Eine Freigabe gilt für genau das Gezeigte: Inhalt, Empfänger, Kanal, bis zum Ablauf, einmal. Was irgendwo abweicht, zählt nicht, und ein Mensch wird neu gefragt.',
    },
    example: { en: 'a nonce that was never given out', de: 'eine Nonce, die nie ausgegeben wurde' },
    remedy: { en: 'Look at the action once more: bizos approvals show ID', de: 'Sieh die Aktion noch einmal an: bizos approvals show ID' },
  },
  {
    code: 'approval-replayed',
    title: { en: 'An answer was used again', de: 'Eine Antwort wurde noch einmal benutzt' },
    explain: {
      en: 'An approval holds for exactly what was shown: content, recipients, channel, until it expires, once. What differs in any of them counts for nothing, and a person is asked again.',
      de: 'Eine Freigabe gilt für genau das Gezeigte: Inhalt, Empfänger, Kanal, bis zum Ablauf, einmal. Was irgendwo abweicht, zählt nicht, und ein Mensch wird neu gefragt.',
    },
    example: { en: 'the same approval for a second send', de: 'dieselbe Freigabe für ein zweites Senden' },
    remedy: { en: 'Look at the action once more: bizos approvals show ID', de: 'Sieh die Aktion noch einmal an: bizos approvals show ID' },
  },
  {
    code: 'approval-expired',
    title: { en: 'An approval has expired', de: 'Eine Freigabe ist abgelaufen' },
    explain: {
      en: 'An approval holds for exactly what was shown: content, recipients, channel, until it expires, once. What differs in any of them counts for nothing, and a person is asked again.',
      de: 'Eine Freigabe gilt für genau das Gezeigte: Inhalt, Empfänger, Kanal, bis zum Ablauf, einmal. Was irgendwo abweicht, zählt nicht, und ein Mensch wird neu gefragt.',
    },
    example: { en: 'approved the day before yesterday', de: 'vorgestern freigegeben' },
    remedy: { en: 'Look at the action once more: bizos approvals show ID', de: 'Sieh die Aktion noch einmal an: bizos approvals show ID' },
  },
  {
    code: 'approval-changed',
    title: { en: 'The content is not what was approved', de: 'Der Inhalt ist nicht, was freigegeben wurde' },
    explain: {
      en: 'An approval holds for exactly what was shown: content, recipients, channel, until it expires, once. What differs in any of them counts for nothing, and a person is asked again.',
      de: 'Eine Freigabe gilt für genau das Gezeigte: Inhalt, Empfänger, Kanal, bis zum Ablauf, einmal. Was irgendwo abweicht, zählt nicht, und ein Mensch wird neu gefragt.',
    },
    example: { en: 'another recipient, or one more sentence', de: 'ein anderer Empfänger oder ein Satz mehr' },
    remedy: { en: 'Look at the action once more: bizos approvals show ID', de: 'Sieh die Aktion noch einmal an: bizos approvals show ID' },
  },
  {
    code: 'approval-uncommitted',
    title: { en: 'A press whose policy no person committed', de: 'Ein Klick, dessen Richtlinie kein Mensch festschrieb' },
    explain: {
      en: 'Who may decide in a chat stands in the policy, and agents can reach files. So a press counts only for ids that stand in the table now and in the newest version that was committed outside any session, and only where chat, address and secret of the channel are the committed ones. Taking somebody out counts at once.',
      de: 'Wer im Chat entscheiden darf, steht in der Richtlinie, und Agenten kommen an Dateien. Also zählt ein Klick nur für Ids, die jetzt in der Tabelle stehen und in der neuesten Fassung, die außerhalb jeder Sitzung festgeschrieben wurde, und nur, wo Chat, Adresse und Geheimnis des Kanals die festgeschriebenen sind. Wer gestrichen wird, entscheidet sofort nicht mehr.',
    },
    example: {
      en: '| team | allowed users | 7, 666 | edited, not committed',
      de: '| team | allowed users | 7, 666 | geändert, nicht festgeschrieben',
    },
    remedy: {
      en: 'Look at what changed: git diff HEAD -- bizos/AGENT_POLICY.md. Commit it yourself if it is yours.',
      de: 'Sieh an, was sich änderte: git diff HEAD -- bizos/AGENT_POLICY.md. Schreib es selbst fest, wenn es von dir ist.',
    },
  },
];
