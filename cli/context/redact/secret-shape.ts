// Secrets that give themselves away by how they are written, wherever they are.

/** The text in a secret's place. */
export const REMOVED = "[removed]";

/** A private key in PEM (RFC 7468), up to its end or to the end of the text. */
const PRIVATE_KEY_BLOCK =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|[\s\S]*)/g;

const SHAPES: readonly RegExp[] = [
  // JWS and JWE in compact form (RFC 7515, RFC 7516): every header begins with `{"`.
  /\bey[JI][\w-]{8,}\.[\w-]*(?:\.[\w-]*){1,3}/g,
  // AWS: access key ids of people, roles and sessions.
  /\b(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA|ABIA|ACCA)[A-Z0-9]{12,}\b/g,
  // Issuers mark their keys by these prefixes so that scanners find them.
  /\b(?:gh[pousr]_|github_pat_|glpat-|gl[a-z]{2,6}-(?=[\w-]{20})|xox[a-z]-|xapp-|sk-(?=[\w-]{16})|sk_(?:live|test)_|rk_(?:live|test)_|whsec_|npm_(?=[A-Za-z0-9]{30})|pypi-(?=[\w-]{40})|AIza(?=[\w-]{30})|ya29\.|GOCSPX-|SG\.(?=[\w-]{16})|hf_(?=[A-Za-z0-9]{20})|do[opr]_v1_|shp(?:at|ca|pa|ss)_|dckr_pat_|hv[sbr]\.(?=[\w-]{16})|tskey-|lin_api_|glsa_|pul-(?=[0-9a-f]{30})|sq0[a-z]{3}-|ATATT3|EAAC)[\w./+=-]{6,}/g,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{6,}/g,
];

/** Removes private keys from the whole text, before anything else: their blocks span words. */
export function removePrivateKeys(text: string): string {
  return text.replace(PRIVATE_KEY_BLOCK, REMOVED);
}

/** Removes everything from one word that has the shape of a secret. */
export function removeShapes(word: string): string {
  return SHAPES.reduce((rest, shape) => rest.replace(shape, REMOVED), word);
}
