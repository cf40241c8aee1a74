// Which names say that their value is a secret. Names are flags, variables, headers, keys of JSON, fields of a URL.

/** Anywhere in the name, once case and separators are gone: `PGPASSWORD`, `x-api-key`, `clientSecret`. */
const TELLING_PART =
  /passw(?:or)?d|passphrase|passcode|secret|credential|bearer|authori[sz]ation|token(?!i[sz])|fromliteral|connectionstring|(?:api|access|private|sign|signing|encryption|auth|master|account|storage|license|session)key/;

/** As a word of its own only: inside others they mean nothing (`compass`, `mapping`, `author`). */
const TELLING_WORDS = new Set(
  "pass pw pwd pin otp totp mfa jwt auth cookie cookies creds sig signature ticket sas psk".split(" "),
);

/** `storepass`, `keypass`; but not these. */
const ORDINARY_WORDS_IN_PASS = new Set(["bypass", "compass", "encompass", "trespass", "surpass", "overpass"]);

/** As the last word, these say that the value is about a secret, not the secret: `--password-file`, `TOKEN_URL`. */
const ABOUT_A_SECRET = new Set(
  (
    "file files path dir directory folder stdin fd name names id ids url uri endpoint host port type kind ttl lifetime duration " +
    "expiry expires expiration timeout length size count limit policy prompt command cmd helper manager store storage " +
    "provider method mode format algorithm alg env var variable arn ref version rotation issuer audience scope scopes " +
    "server service user username location source backend field column hint strength age days hours minutes seconds"
  ).split(" "),
);

/** As the first word of a flag, these say that it takes no secret after it: `--with-token`, `--no-password`. */
const SWITCH_WORDS = new Set(
  "no with without use allow disable enable skip show print list require ask prompt generate create has is".split(" "),
);

const MEASURES = new Set(["max", "min", "num", "n"]);

/** `clientSecretFile`, `client-secret_file` → client, secret, file. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])(?=[A-Z])/g, "$1 ")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** Whether the value that stands with this name (`name=…`, `name: …`) is to be taken for a secret. */
export function isSecretName(name: string): boolean {
  if (name === "PWD" || name === "OLDPWD") return false; // every shell's working directory
  const words = wordsOf(name);
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined || MEASURES.has(first)) return false;
  const joined = words.join("");
  if (joined.endsWith("secretid")) return true; // HashiCorp Vault's AppRole: a secret in spite of its last word
  if (words.length > 1 && ABOUT_A_SECRET.has(last)) return false;
  return (
    TELLING_PART.test(joined) ||
    words.some((word) => TELLING_WORDS.has(word) || (/.pass$/.test(word) && !ORDINARY_WORDS_IN_PASS.has(word)))
  );
}

/** Whether the word after this flag is to be taken for a secret. */
export function takesSecret(flag: string): boolean {
  const first = wordsOf(flag)[0];
  return first !== undefined && !SWITCH_WORDS.has(first) && isSecretName(flag);
}

/**
 * Whether a word without dashes can only be the name of a secret setting, as in `aws configure set
 * aws_secret_access_key …`. Plain words (`reset password now`) are not.
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

/** What `name=` may carry without being a secret: a switch that is on or off. */
export function isSwitchValue(value: string): boolean {
  return /^(?:true|false|yes|no|on|off|auto|never|always|null|none)?$/i.test(value);
}
