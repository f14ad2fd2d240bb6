/**
 * Characters that a reader can't see and that can change what he reads: controls, direction overrides, tag characters, what has no width. ZWJ and
 * ZWNJ are none of them: scripts and emoji need them. Tab and line feed aren't either.
 */
export const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
