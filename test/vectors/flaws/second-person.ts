import type { CoDecision } from "@nearside/shared/statements/co-decision.ts";
import { FLAGS } from "../../kit/authenticator.ts";
import { inTheNameOf } from "../../kit/keys.ts";
import type { Approver, Parties } from "../parties.ts";
import type { CoPlan } from "../seconded.ts";
import type { Flaw } from "./flaw.ts";

const OTHER_HASH = "A".repeat(43);
type Claims = CoDecision["claims"];

/** The parties of a login that other people approve as well, and two of these people. */
export interface By {
  readonly parties: Parties;
  readonly bob: Approver;
  readonly cara: Approver;
}

/** All that a second person's own side signs (protocol §11.1): questions and their answers, the review, and the touch. */
export const secondPersonFlaws = (by: By): Flaw[] => [...questionFlaws(by), ...reviewFlaws(by), ...passkeyFlaws(by)];

const questionFlaws = ({ parties, bob }: By): Flaw[] => {
  const flaw = (
    name: string,
    why: string,
    [code, field]: readonly [Flaw["code"], string],
    asked: NonNullable<CoPlan["asked"]>,
    coDecision: CoPlan["coDecision"] = {},
  ): Flaw => ({
    ...{ name, why, layer: "checkCoQuestions", code, field, of: "seconded" },
    plan: { others: [{ by: bob, asked, coDecision }] },
  });
  const named = (change: Partial<NonNullable<Claims["questions"]>[number]>): CoPlan["coDecision"] => ({
    claims: (honest) => ({ ...honest, questions: (honest.questions ?? []).map((one) => ({ ...one, ...change })) }),
  });
  const mismatch = (field: string) => ["co_answer_mismatch", field] as const;
  const { session, stranger } = parties;
  return [
    flaw(
      "question that nobody shows",
      "The co-decision names one, and it is not there.",
      mismatch("co_decision.questions"),
      { leftOut: true },
    ),
    flaw(
      "another question than the server named",
      "question is another hash.",
      mismatch("co_decision.questions.question"),
      {},
      named({ question: OTHER_HASH }),
    ),
    flaw(
      "another answer than the server named",
      "answer is another hash.",
      mismatch("co_decision.questions.answer"),
      {},
      named({ answer: OTHER_HASH }),
    ),
    flaw("question with a browser's key, signed by another", "A stranger signed it.", ["bad_signature", "signature"], {
      question: { signer: inTheNameOf(bob.extension, stranger) },
    }),
    flaw("answer with the session key, signed by another", "A stranger signed it.", ["bad_signature", "signature"], {
      answer: { signer: inTheNameOf(session, stranger) },
    }),
    flaw("answer by another command line", "Its key is not the login's.", mismatch("co_answer.jwk"), {
      answer: { signer: stranger },
    }),
    flaw("answer of another login", "request is another hash.", mismatch("co_answer.request"), {
      answer: { claims: (honest) => ({ ...honest, request: OTHER_HASH }) },
    }),
    flaw("answer to another question", "question is another hash.", mismatch("co_answer.question"), {
      answer: { claims: (honest) => ({ ...honest, question: OTHER_HASH }) },
    }),
  ];
};

const reviewFlaws = ({ parties, bob }: By): Flaw[] => {
  const flaw = (
    name: string,
    why: string,
    [code, field]: readonly [Flaw["code"], string],
    plan: Omit<CoPlan, "by">,
  ): Flaw => ({
    ...{ name, why, layer: "checkCoReview", code, field, of: "seconded" },
    plan: { others: [{ by: bob, ...plan }] },
  });
  const { stranger } = parties;
  const approver = { user: bob.user, device: bob.device.thumbprint, extension_jkt: stranger.thumbprint };
  return [
    flaw(
      "co-review by another browser of the approver's machine",
      "The server asked the other one.",
      ["co_review_mismatch", "co_review.jwk"],
      { coReview: { signer: bob.otherExtension } },
    ),
    flaw(
      "co-review by an extension that is not the approver's",
      "The server asked it, and it is of no bound set of theirs.",
      ["co_approver_mismatch", "approver.extension_jkt"],
      { coDecision: { claims: (honest) => ({ ...honest, approver }) }, coReview: { signer: stranger } },
    ),
    flaw(
      "co-review with the extension's key, signed by another",
      "A stranger signed it.",
      ["bad_signature", "signature"],
      { coReview: { signer: inTheNameOf(bob.extension, stranger) } },
    ),
    flaw(
      "co-review of another co-decision",
      "The extension had verified and shown another login.",
      ["co_review_mismatch", "co_review.co_decision"],
      { coReview: { claims: (honest) => ({ ...honest, co_decision: OTHER_HASH }) } },
    ),
    {
      ...flaw(
        "approval by somebody of whom nothing is known",
        "No enrolment of theirs is shown.",
        ["co_approver_mismatch", "co_decision.approver"],
        {},
      ),
      also: ["checkCoAssertion"],
      known: { approvers: [] },
    },
  ];
};

const passkeyFlaws = ({ parties, bob, cara }: By): Flaw[] => {
  const flaw = (
    name: string,
    why: string,
    [code, field]: readonly [Flaw["code"], string],
    plan: Omit<CoPlan, "by">,
  ): Flaw => ({
    ...{ name: `second approval ${name}`, why, layer: "checkCoAssertion", code, field, of: "seconded" },
    plan: { others: [{ by: bob, ...plan }] },
  });
  const invalid = ["assertion_invalid", "assertion"] as const;
  const notBound = ["passkey_not_bound", "co_approval.id"] as const;
  const otherChallenge = {
    clientData: (honest: Readonly<Record<string, unknown>>) => ({ ...honest, challenge: OTHER_HASH }),
  };
  return [
    flaw("by a passkey of the person who wants the login", "One person touched for both.", notBound, {
      passkey: parties.passkey,
    }),
    flaw("by a passkey of somebody else", "Another person than the one who was asked touched.", notBound, {
      passkey: cara.passkey,
    }),
    flaw("by a stranger's passkey", "It is of no bound set here.", notBound, { passkey: parties.strangerPasskey }),
    flaw("of another co-review", "The challenge names something else.", invalid, { assertion: otherChallenge }),
    flaw("in the passkey's name, by another one", "id is the passkey's, the signature not.", invalid, {
      assertion: { signedBy: parties.passkey },
    }),
    flaw("without fingerprint, face or PIN", "UV = 0.", ["user_not_verified", "assertion.UV"], {
      assertion: { flags: FLAGS.UP },
    }),
    flaw("in a frame of another site", "crossOrigin is true.", ["assertion_invalid", "clientDataJSON.crossOrigin"], {
      assertion: { clientData: (honest) => ({ ...honest, crossOrigin: true }) },
    }),
    flaw(
      "by a passkey that says otherwise whether it may be copied",
      "BE = 1.",
      ["backup_state_changed", "assertion.BE"],
      {
        assertion: { flags: FLAGS.UP | FLAGS.UV | FLAGS.BE },
      },
    ),
  ];
};
