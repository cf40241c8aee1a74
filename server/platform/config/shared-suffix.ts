/**
 * The second levels under which the registries of countries give names to anybody, such as co.uk. This is a small part of the public suffix
 * list, which every browser holds against an rp id itself (WebAuthn L3 §5.1.2). It only tells at the start what the browser would tell at
 * the first enrolment.
 */
const SECOND_LEVELS = new Set([
  "ac",
  "co",
  "com",
  "edu",
  "gob",
  "gov",
  "gv",
  "ltd",
  "mil",
  "ne",
  "net",
  "nom",
  "or",
  "org",
  "plc",
  "sch",
]);

/** Tells if a domain name looks like one under which anybody can register a name. */
export function isSharedSuffix(domain: string): boolean {
  const [second = "", top = "", ...more] = domain.split(".");
  return more.length === 0 && top.length === 2 && SECOND_LEVELS.has(second);
}
