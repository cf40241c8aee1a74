import type { MachineAction, MachineState } from "@nearside/shared/api/console/machines.ts";

/** The sentences for one action: its button, the question before it, what it does in full, and the toast after it. */
interface ActionWords {
  readonly verb: string;
  /** @param name of the machine, made visible */
  readonly title: (name: string) => string;
  readonly says: string;
  readonly done: (name: string) => string;
  /** True if the action can't be undone: the hostname has to be typed first. */
  readonly isFinal: boolean;
}

export const ACTION_WORDS: Readonly<Record<MachineAction, ActionWords>> = {
  quarantine: {
    verb: "Quarantine",
    title: (name) => `Quarantine ${name}?`,
    says: "No login, no token and no session of it counts until you release it. Its tokens are kept and count again then; logins that are open now end.",
    done: (name) => `${name} is quarantined.`,
    isFinal: false,
  },
  release: {
    verb: "Release",
    title: (name) => `Release ${name} from quarantine?`,
    says: "All that it had counts again at once: its tokens are good and can be renewed. Logins that were open ask to be started anew.",
    done: (name) => `${name} is released.`,
    isFinal: false,
  },
  re_enrol: {
    verb: "Enrol anew",
    title: (name) => `Enrol ${name} anew?`,
    says: "The machine is revoked for good with every browser and passkey on it, and you get a ticket with which its owner enrols it with new keys.",
    done: (name) => `${name} is revoked, and may be enrolled anew.`,
    isFinal: true,
  },
  lost: {
    verb: "It is lost or stolen",
    title: (name) => `Is ${name} lost or stolen?`,
    says: "The machine is revoked for good, all that hung on it ends at once, and its owner is told.",
    done: (name) => `${name} is revoked: it is lost.`,
    isFinal: true,
  },
  revoke: {
    verb: "Revoke",
    title: (name) => `Revoke ${name}?`,
    says: "The machine is revoked for good with every browser and passkey on it, and all that hung on it ends at once.",
    done: (name) => `${name} is revoked.`,
    isFinal: true,
  },
};

/** Lists the actions that are possible in a state, in the order of the buttons. */
export function actionsFor(state: MachineState): readonly MachineAction[] {
  switch (state) {
    case "active":
      return ["quarantine", "re_enrol", "lost", "revoke"];
    case "quarantined":
      return ["release", "re_enrol", "lost", "revoke"];
    case "pending":
      return ["revoke"];
    case "revoked":
      return [];
  }
}
