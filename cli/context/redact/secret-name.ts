// Tells by a name that its value is a secret. Names are flags, variables, headers, keys of JSON, and fields of a URL.

/**
 * Parts that mark a secret anywhere in the name, once case and separators are gone: `PGPASSWORD`, `x-api-key`,
 * `clientSecret`.
 */
const TELLING_PART =
  /passw(?:or)?d|passphrase|passcode|secret|credential|bearer|authori[sz]ation|token(?!i[sz])|fromliteral|connectionstring|(?:api|access|private|sign|signing|encryption|auth|master|account|storage|license|session)key/;

/**
 * Parts that mark a secret only as words of their own: inside of others they mean nothing (`compass`, `mapping`,
 * `author`).
 */
const TELLING_WORDS = new Set(
  "pass pw pwd pin otp totp mfa jwt auth cookie cookies creds sig signature ticket sas psk".split(" "),
);

/** Words that end in `pass` mark a secret (`storepass`, `keypass`), except these. */
const ORDINARY_WORDS_IN_PASS = new Set(["bypass", "compass", "encompass", "trespass", "surpass", "overpass"]);

/**
 * These, as the last word, show that the value is about a secret, and not the secret itself: `--password-file`,
 * `TOKEN_URL`.
 */
const ABOUT_A_SECRET = new Set(
  (
    "file files path dir directory folder stdin fd name names id ids url uri endpoint host port type kind ttl lifetime duration " +
    "expiry expires expiration timeout length size count limit policy prompt command cmd helper manager store storage " +
    "provider method mode format algorithm alg env var variable arn ref version rotation issuer audience scope scopes " +
    "server service user username location source backend field column hint strength age days hours minutes seconds"
  ).split(" "),
);

/** These, as the first word of a flag, show that no secret follows it: `--with-token`, `--no-password`. */
const SWITCH_WORDS = new Set(
  "no with without use allow disable enable skip show print list require ask prompt generate create has is".split(" "),
);

const MEASURES = new Set(["max", "min", "num", "n"]);

/** Splits a name into words: `clientSecretFile` and `client-secret_file` into client, secret, file. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])(?=[A-Z])/g, "$1 ")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** True if the value of that name (`name=…`, `name: …`) is to be taken for a secret. */
export function isSecretName(name: string): boolean {
  if (name === "PWD" || name === "OLDPWD") return false; // every shell's working directory
  const words = wordsOf(name);
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined || MEASURES.has(first)) return false;
  const joined = words.join("");
  if (joined.endsWith("secretid")) return true; // HashiCorp Vault's AppRole has a secret with this last word
  if (words.length > 1 && ABOUT_A_SECRET.has(last)) return false;
  return (
    TELLING_PART.test(joined) ||
    words.some((word) => TELLING_WORDS.has(word) || (/.pass$/.test(word) && !ORDINARY_WORDS_IN_PASS.has(word)))
  );
}

/** True if the word after this flag is to be taken for a secret. */
export function takesSecret(flag: string): boolean {
  const first = wordsOf(flag)[0];
  return first !== undefined && !SWITCH_WORDS.has(first) && isSecretName(flag);
}

/**
 * True if a word without dashes can only be the name of a secret setting, as in `aws configure set aws_secret_access_key
 * …`. Plain words (`reset password now`) are no such names.
 */
export function isSecretSetting(word: string): boolean {
  const setting = word.slice(word.lastIndexOf(":") + 1); // `//registry.example/:_authToken` in npm's settings
  return (
    /^\w[\w.]*$/.test(setting) &&
    /[_.]|[a-z][A-Z]/.test(setting) &&
    /(?:password|passwd|passphrase|secret|token|key)$/i.test(setting) &&
    takesSecret(setting)
  );
}

/** A secret name may have a value that switches something on or off, and is no secret. */
export function isSwitchValue(value: string): boolean {
  return /^(?:true|false|yes|no|on|off|auto|never|always|null|none)?$/i.test(value);
}
