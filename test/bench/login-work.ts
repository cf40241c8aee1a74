/** The work that a server cannot do without in one exchange of the protocol. One exchange has one commit at most. */
export interface Exchange {
  readonly step: string;
  /** ES256 signatures that it checks, and that it makes. */
  readonly checks: number;
  readonly signatures: number;
  /** SHA-256 of a text of a kilobyte. */
  readonly hashes: number;
  /** Rows that it reads by their key. */
  readonly reads: number;
  /** The bytes of each row that it writes. */
  readonly writes: readonly number[];
  /** The bytes of what is sent, and of the answer. */
  readonly request: number;
  readonly answer: number;
}

/** Protocol §4.1 to §4.6, exchange by exchange. */
export const LOGIN_WORK: readonly Exchange[] = [
  {
    step: "4.1 device statement → request",
    checks: 1,
    signatures: 1,
    hashes: 4,
    reads: 4, // machine, person, passkey, browser
    writes: [60, 2600, 80, 400], // message seen, login, machine seen, event
    request: 1300,
    answer: 400,
  },
  {
    step: "4.3 nonce",
    checks: 0,
    signatures: 1,
    hashes: 1,
    reads: 1,
    writes: [600],
    request: 2,
    answer: 1800,
  },
  {
    step: "4.4, 4.5 nonce, hello, presence proof, attestation → verdict and decision",
    checks: 4,
    signatures: 1,
    hashes: 12,
    reads: 8, // login, nonce, the four of 4.1, rules, program
    writes: [80, 3600, 500, 500], // nonce used, login, two events
    request: 4200,
    answer: 2700,
  },
  {
    step: "4.5 approval: the passkey's assertion",
    checks: 1,
    signatures: 0,
    hashes: 4,
    reads: 5,
    writes: [60, 1500, 600, 300], // passkey, login, event, what rules said
    request: 2200,
    answer: 40,
  },
  {
    step: "4.6 DPoP proof → token",
    checks: 1,
    signatures: 1,
    hashes: 6,
    reads: 5,
    writes: [60, 2600, 900, 200, 150, 400, 60], // message seen, login with its proof, family, two tokens, event, person's last login
    request: 900,
    answer: 1300,
  },
];

/** Protocol §4.6: one refresh. */
export const REFRESH_WORK: Exchange = {
  step: "4.6 device statement, DPoP proof → token",
  checks: 2,
  signatures: 1,
  hashes: 8,
  reads: 6, // token, family, and the four of 4.1
  writes: [60, 60, 150, 150, 200, 400], // two messages seen, both refresh tokens, access token, event
  request: 1500,
  answer: 1300,
};
