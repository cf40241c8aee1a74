import type { Unfit } from "@nearside/shared/api/console/authenticator-policy.ts";
import type { AttestationFormat, Compromise } from "@nearside/shared/passkey/authenticator.ts";
import { numberText, plural } from "@nearside/shared/text/amounts.ts";
import type { ReactNode } from "react";
import { reasonTexts } from "./change.tsx";

const unfit: Readonly<Record<Unfit, string>> = {
  compromised: "The model was reported as compromised",
  synced: "The passkey can be copied to other devices",
  not_attested: "The model is not proven",
  denied: "The model is denied",
  not_allowed: "The model is not among the allowed ones",
  format: "The attestation has another format",
  certification: "The certification is too low",
};

/** A badge holds so few words. */
const compromises: Readonly<Record<Compromise, string>> = {
  REVOKED: "Revoked",
  USER_VERIFICATION_BYPASS: "Verification can be bypassed",
  ATTESTATION_KEY_COMPROMISE: "Attestation key leaked",
  USER_KEY_REMOTE_COMPROMISE: "Keys can be stolen remotely",
  USER_KEY_PHYSICAL_COMPROMISE: "Keys can be read out",
};

const formats: Readonly<Record<AttestationFormat, string>> = {
  none: "None: the authenticator does not attest",
  packed: "Packed: most security keys",
  tpm: "TPM: Windows Hello",
  "fido-u2f": "FIDO U2F: old security keys",
  apple: "Apple",
};

const people = (count: number) => plural(count, { one: "# person", other: "# people" });
const passkeysText = (count: number) => plural(count, { one: "# passkey", other: "# passkeys" });

export const authenticatorTexts = {
  unfit,
  compromises,
  formats,
  noModel: "Model not named",
  serverShell: "the server's shell",
  noReason: "no reason given",
  section: "Authenticators",
  tabs: {
    label: "Pages about authenticators",
    inUse: "In use",
    policy: "Policy",
    history: "History",
    metadata: "Metadata",
  },
  list: {
    title: "Authenticators",
    lead: "The authenticators that hold the passkeys of all machines. Metadata proves a model only if the authenticator attested it; otherwise the authenticator merely claims to be that model.",
    seeMetadata: "See where the metadata comes from",
    what: "models",
    model: "Model",
    proof: "Proof",
    attested: "Attested",
    claimed: "Claimed",
    partlyClaimed: "Partly claimed",
    certification: "Certified",
    notCertified: "no",
    certifiedIfGenuine: (level: string) => `${level}, if genuine`,
    passkeys: "Passkeys",
    attestedCount: "Attested",
    unfitCount: "Refused today",
    aaguid: "AAGUID",
    search: "Name or AAGUID",
    withModel: {
      attested: "Attested model",
      not_attested: "Claimed model",
      unfit: "Refused today",
      compromised: "Reported as compromised",
    },
    empty: {
      title: "No passkey is enrolled yet",
      says: "Passkeys are made when machines are enrolled.",
    },
  },
  history: {
    title: "Policy history",
    lead: "Every published version of the policy. A version never changes.",
    what: "versions",
    version: "Version",
    versionNamed: (version: number) => `Version ${version}`,
    published: "Published",
    by: "By",
    reason: "Reason",
    policy: "Policy",
    others: "Passkeys that did not fit",
    ended: (moment: ReactNode) => <>revoked {moment}</>,
    ending: "being revoked",
    kept: "kept",
    empty: {
      title: "No policy is published yet",
      says: "Until then, the server's configuration alone says which authenticators are accepted.",
    },
  },
  metadata: {
    title: "Metadata",
    lead: "Metadata comes from the FIDO Alliance or from your own organisation. It says who makes an authenticator, how the authenticator proves its model, and which models are compromised.",
    what: "the metadata",
    none: {
      title: "No model is proven",
      says: (more: ReactNode) => (
        <>There is no metadata, so the server can't verify which model an authenticator claims to be. {more}</>
      ),
    },
    notYet: { title: "No metadata could be loaded yet", notAsked: "The server has not asked for it yet." },
    old: {
      title: "The metadata is out of date",
      says: ({ due, problem, more }: { due: ReactNode; problem: string | undefined; more: ReactNode }) => (
        <>
          An update was due {due}. Authenticators that were reported as compromised since then are not known here.{" "}
          {problem} {more}
        </>
      ),
    },
    notRenewed: {
      title: "The metadata could not be updated",
      says: ({ problem, taken, more }: { problem: string; taken: ReactNode; more: ReactNode }) => (
        <>
          {problem} The server still uses the metadata that it loaded {taken}. {more}
        </>
      ),
    },
    state: {
      title: "Status",
      refresh: "Update now",
      loaded: "Loaded",
      notLoaded: "never",
      number: "Number",
      noNumber: "none",
      due: "Next update due",
      noDue: "unknown",
      models: "Models",
      signedUnder: "Signed under",
      ownRoots: "your organisation's own roots (metadata.roots)",
      fidoRoots: "the FIDO Alliance's roots",
      lastTried: "Last attempt",
      lastSucceeded: "Last success",
      confirm: { title: "Update the metadata now?", verb: "Update" },
      outcomes: {
        taken: "Newer metadata was loaded.",
        unchanged: "The metadata is already the newest.",
        failed: "The metadata could not be updated.",
        none: "No source is set.",
      },
    },
    source: {
      title: "Source",
      source: "Source",
      noSource: "none",
      setBy: "Set by",
      settledBy: {
        configuration: "the server's configuration (metadata.source)",
        console: "an administrator, in the console",
        nobody: "nobody yet",
      },
      send: "Set the source",
      confirm: {
        title: "Set the source of metadata?",
        verb: "Set",
        says: "The server asks this address at least once a day. It accepts an answer only if the signature leads to the roots above and the number is not lower than before. Without a source, the loaded metadata is dropped and compromised models are no longer known.",
      },
      cleared: "Metadata is no longer used.",
      done: "The source is set. The server asks it within seconds.",
      address: "Address",
      hint: "The FIDO Alliance's address is https://mds3.fidoalliance.org/. Leave it empty to use no metadata: then no model is proven. Only the server's configuration can name a file.",
    },
  },
  policy: {
    title: "Authenticator policy",
    lead: "The policy says which authenticators are accepted when a machine is enrolled.",
    what: "the policy",
    active: (version: number) => (version === 0 ? "Active: no policy yet" : `Active: version ${version}`),
    noSynced:
      "The server's configuration refuses passkeys that can be copied to other devices (policy.acceptSyncedPasskeys).",
    published: "Published",
    publishedBy: ({ moment, by }: { moment: ReactNode; by: ReactNode }) => (
      <>
        {moment} by {by}
      </>
    ),
    reason: "Reason",
    enrolled: "Enrolled passkeys",
    ending: "those that do not fit are being revoked",
    ended: "those that did not fit were revoked",
    kept: "all were kept, even those that do not fit",
    newVersion: "New version",
    noMetadata: {
      title: "Without metadata no model is proven",
      says: "“Require a proven model” and “Certified by FIDO” would refuse everybody. An authenticator can claim any AAGUID.",
    },
  },
  form: {
    send: "Preview who would be refused",
    attestedOnly: "Require a proven model",
    attestedOnlyHint: "The authenticator must attest, with certificates that the metadata lists for its model.",
    certification: "Certified by FIDO",
    anyCertification: "No requirement",
    levelOrMore: (level: string) => `${level} or higher`,
    certificationHint: "Also requires a proven model.",
    deviceBoundOnly: "Refuse passkeys that can be copied",
    deviceBoundOnlyHint: "For example those of a password manager.",
    allow: "Allowed models",
    allowHint: "AAGUIDs, one per line. Empty: any model.",
    deny: "Denied models",
    denyHint:
      "AAGUIDs, one per line. Unless a proven model is required, an authenticator can claim to be another model.",
    formats: "Allowed attestation formats",
    formatsHint: "Nothing ticked: any format.",
  },
  preview: {
    title: "People who would be refused",
    what: "the preview",
    first: "Back to the first",
    next: "Show more",
    allFit: (passkeys: number) =>
      plural(passkeys, { one: "Nobody: the # passkey in use fits.", other: "Nobody: all # passkeys in use fit." }),
    unfit: ({ unfit, passkeys }: { unfit: number; passkeys: number }) =>
      plural(unfit, {
        one: (number) => `${number} of ${numberText(passkeys)} passkeys does not fit`,
        other: (number) => `${number} of ${numberText(passkeys)} passkeys do not fit`,
      }),
    whose: (unfit: { people: number; machines: number; leftWithout: number }) =>
      `They belong to ${people(unfit.people)} on ${plural(unfit.machines, { one: "# machine", other: "# machines" })}. ${
        unfit.leftWithout === 0
          ? "Each person has another passkey that fits."
          : plural(unfit.leftWithout, {
              one: "# person has no other passkey: without this one they could approve nothing.",
              other: "# people have no other passkey: without it they could approve nothing.",
            })
      }`,
    reason: ({ reason, count }: { reason: string; count: number }) => `${reason}: ${numberText(count)}`,
    fitsNoOwner: {
      title: "No owner has a passkey that fits this policy",
      says: "After it, perhaps nobody can sign in any more. Break-glass codes and tickets from the server's shell are exempt.",
      onlyOwners: "Only an owner can publish it. Ask an owner, or change the policy above.",
    },
    table: { person: "Person", machine: "Machine", authenticator: "Authenticator", why: "Reason" },
  },
  publish: {
    send: "Publish",
    reason: "Reason",
    reasonHint: reasonTexts.inHistory,
    endsUnfit: "Revoke passkeys that do not fit",
    endsUnfitHint:
      "Otherwise they stay, and only new passkeys are checked. A revoked passkey can't be restored: its person has to enrol again.",
    done: (version: number) => `Version ${version} of the policy is active.`,
    confirm: {
      title: "Publish this authenticator policy?",
      verb: "Publish",
      says: "The server checks every new passkey against it from now on. Enrolled passkeys stay.",
    },
    confirmEnding: {
      title: "Publish this policy and revoke passkeys that do not fit?",
      verb: "Publish and revoke",
      says: (unfit: { passkeys: number; people: number; leftWithout: number }) =>
        `${passkeysText(unfit.passkeys)} of ${people(unfit.people)} will be revoked for good, with the logins that depend on them. ${plural(
          unfit.leftWithout,
          { one: "# person will have no passkey left.", other: "# people will have no passkey left." },
        )} Type the number of passkeys to confirm.`,
    },
  },
} as const;
