// Every link of the chain in its order, with its signer and the fact that it proves, in plain words (protocol §1, §3,
// §4).

interface Words {
  readonly signer: string;
  readonly proves: string;
}

const proofs = {
  extension_proof: {
    signer: "extension key",
    proves: "The extension held its key when these keys were tied to this person, and agreed to it.",
  },
  device_proof: {
    signer: "device key",
    proves:
      "The machine held its key and agreed, which its command line does once a person has compared the six words there.",
  },
} as const satisfies Record<string, Words>;

const meeting = {
  nonce: {
    signer: "server key",
    proves: "The server gave a fresh number for this one meeting, so nothing older was played back.",
  },
  hello: { signer: "extension key", proves: "A browser extension asked to meet, with that fresh number." },
} as const satisfies Record<string, Words>;

const agreed = {
  device_statement: {
    signer: "device key",
    proves: "The enrolled machine vouched for the command line that asked, by the key it made for this login.",
  },
  request: {
    signer: "server key",
    proves:
      "The server received this request at that time from that command line, and showed the same request to the person.",
  },
  ...meeting,
  presence_proof: {
    signer: "session key",
    proves: "The command line that asked was there, with its key, and was met by that extension.",
  },
  attestation: {
    signer: "extension key",
    proves: "An extension enrolled with the machine met that command line on the machine's own loopback.",
  },
  decision: {
    signer: "server key",
    proves: "The server put exactly this request, from this machine, before this person.",
  },
} as const satisfies Record<string, Words>;

const touched = {
  assertion: {
    signer: "passkey",
    proves: "The person agreed to exactly that, on the server's page, verified by fingerprint, face or PIN.",
  },
} as const satisfies Record<string, Words>;

const granted = {
  access_token: {
    signer: "server key",
    proves: "The token is for what was agreed to and no more, and only the command line that asked can use it.",
  },
} as const satisfies Record<string, Words>;

const machineEnrolment = {
  enrolment_request: {
    signer: "server key",
    proves: "The server was asked to enrol this machine's key for this person.",
  },
  ...meeting,
  presence_proof: {
    signer: "device key",
    proves: "The command line that asked was there, with the machine's key, and was met by that extension.",
  },
  attestation: {
    signer: "extension key",
    proves: "The extension met that command line on the machine's own loopback.",
  },
  passkey: {
    signer: "authenticator, for passkey",
    proves:
      "A passkey was made for this very meeting, on the server's page, by a person whom the device verified. Its first signature below shows that its key was there.",
  },
  ...proofs,
  receipt: {
    signer: "server key",
    proves: "The server bound person, machine, browser and passkey together, and recorded who admitted the machine.",
  },
} as const satisfies Record<string, Words>;

const passkeyAddition = {
  addition_request: {
    signer: "server key",
    proves: "The server was asked to add a passkey to this machine, for the same person.",
  },
  passkey: {
    signer: "authenticator, for passkey",
    proves: "A passkey was made for this very request, on the server's page, by a person whom the device verified.",
  },
  vouch: {
    signer: "passkey",
    proves: "A passkey that the machine already had agreed to exactly this new one; the person was verified.",
  },
  receipt: { signer: "server key", proves: "The server added the passkey to the person's machine." },
} as const satisfies Record<string, Words>;

const browserEnrolment = {
  browser_statement: { signer: "device key", proves: "The enrolled machine asked to add a browser of its own." },
  enrolment_request: {
    signer: "server key",
    proves: "The server was asked to add a browser to this machine, for the same person.",
  },
  ...meeting,
  presence_proof: {
    signer: "device key",
    proves: "The command line that asked was there, with the machine's key, and was met by that extension.",
  },
  attestation: {
    signer: "extension key",
    proves: "The added extension met that command line on the machine's own loopback.",
  },
  passkey: {
    signer: "passkey",
    proves: "The machine's passkey agreed to this very meeting; the person was verified.",
  },
  ...proofs,
  receipt: {
    signer: "server key",
    proves: "The server added the browser to the person's machine, and recorded who admitted it.",
  },
} as const satisfies Record<string, Words>;

/** A login of a command line elsewhere, through the machine's keeper (protocol §10). */
const agreedElsewhere = {
  device_statement: {
    signer: "device key",
    proves:
      "The enrolled machine vouched for the command line that asked: its key came over an SSH session with that host, or from that container.",
  },
  request: agreed.request,
  ...meeting,
  presence_proof: {
    signer: "session key",
    proves: "The command line that asked was there, with its key, and answered that extension.",
  },
  relay: {
    signer: "device key",
    proves: "The enrolled machine passed the question on to that place, and returned this answer.",
  },
  attestation: {
    signer: "extension key",
    proves: "An extension enrolled with the machine met that command line through the machine's own keeper.",
  },
  decision: agreed.decision,
} as const satisfies Record<string, Words>;

export const LINK_WORDS = {
  enrolment: machineEnrolment,
  key_attestation: {
    challenge: {
      signer: "server key",
      proves:
        "The server accepted the computer's TPM as one that it trusts, and gave it a secret for this machine's key alone, which came back. Only the server says that no other TPM could open it.",
    },
    certify: {
      signer: "TPM's attestation key",
      proves:
        "That TPM states, as its answer to the server, that this machine's key was made in it and never leaves it.",
    },
  },
  passkey_addition: passkeyAddition,
  browser_enrolment: browserEnrolment,
  login: { ...agreed, ...touched, ...granted },
  remote_login: { ...agreedElsewhere, ...touched, ...granted },
  /** The approval that a login rests on, then that login. */
  earlier_login: { ...agreed, ...touched },
  resting_login: {
    ...agreed,
    decision: {
      signer: "server key",
      proves: "The server judged by its rules that exactly this request, from this machine, needs no new touch.",
    },
    rests_on: {
      signer: "passkey",
      proves:
        "The person agreed to the same a while before, in the same terminal: nothing was touched for this login, and it was granted no more.",
    },
    ...granted,
  },
  /** A login that other people had to approve as well (protocol §11): its first approval, theirs, and the token. */
  seconded_login: { ...agreed, ...touched },
  seconded_remote_login: { ...agreedElsewhere, ...touched },
  approver_enrolment: machineEnrolment,
  approver_passkey_addition: passkeyAddition,
  approver_browser_enrolment: browserEnrolment,
  co_approval: {
    co_decision: {
      signer: "server key",
      proves: "The server asked another person, on another machine, about exactly this approved login and its origin.",
    },
    co_review: {
      signer: "extension key",
      proves: "That person's extension verified the whole login, and showed in its own window where it came from.",
    },
    assertion: {
      signer: "passkey",
      proves: "That person agreed to exactly that, on the server's page, verified by fingerprint, face or PIN.",
    },
  },
  seconded_token: granted,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Words>>>>;

export type Part = keyof typeof LINK_WORDS;
/** The parts that tell how keys were enrolled: those of the person who wants the login, and of another who approves it. */
export type MachinePart = "enrolment" | "approver_enrolment";
export type AdditionPart = "passkey_addition" | "approver_passkey_addition";
export type BrowserPart = "browser_enrolment" | "approver_browser_enrolment";
