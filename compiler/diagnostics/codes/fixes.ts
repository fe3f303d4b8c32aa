/**
 * Codes that come with a change of the text: safe where it can only be what was meant, so that `aifactory fix` makes it, else
 * made with --unsafe. A test tries each on the wrong example of its code, and that no other example has one.
 */
export const FIXES: Readonly<Record<string, 'safe' | 'unsafe'>> = {}
