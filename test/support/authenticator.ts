// A virtual authenticator: it plays a fingerprint reader, a security key or a phone. The browser keeps one
// per page; here it is a thing that a person carries from page to page, with its passkeys and their counters.
import type { CDPSession, Page } from "playwright-core";

export type Passkey = {
  /** base64 */
  readonly credentialId: string;
  /** base64 of PKCS #8: a virtual authenticator hides nothing. */
  readonly privateKey: string;
  readonly rpId?: string;
  /** base64 */
  readonly userHandle?: string;
  readonly signCount: number;
  readonly isResidentCredential: boolean;
  readonly backupEligibility?: boolean;
  readonly backupState?: boolean;
};

type AuthenticatorKind = {
  /** "internal": built into the machine. "usb": a security key. "hybrid": a phone beside it. */
  readonly transport: "internal" | "usb" | "nfc" | "ble" | "hybrid";
  /** New passkeys say BE = 1: they may be synced. False unless set. */
  readonly backupEligible?: boolean;
  /** New passkeys say BS = 1: they are synced. False unless set. */
  readonly backedUp?: boolean;
  /** True, as it is unless set, if it can tell who touches it; false is a security key without a PIN. */
  readonly verifiesUser?: boolean;
};

export type Authenticator = {
  /** The page sees it from now on, also after it navigates, and beside others. A page uses one only while it is in front. */
  readonly plugInto: (page: Page) => Promise<void>;
  readonly unplugFrom: (page: Page) => Promise<void>;
  readonly passkeys: () => readonly Passkey[];
  /** Puts in a passkey that was made elsewhere: a synced one, restored. */
  readonly restore: (passkey: Passkey) => Promise<void>;
  readonly forget: (credentialId: string) => Promise<void>;
  /** Sets whether its person is recognised (UV); true until set. */
  readonly setUserVerified: (verified: boolean) => Promise<void>;
  /** Sets whether it is touched when asked (UP); true until set. Untouched, a page waits until its own timeout. */
  readonly setTouched: (touched: boolean) => Promise<void>;
  /** Counts the assertions that it has signed, wherever it was plugged in. */
  readonly assertions: () => number;
};

/**
 * One session with each page, for the authenticators plugged into it. It stays when they go: the page then finds none, and
 * not the real machine's, whose dialogue no person would answer.
 */
const sessions = new WeakMap<Page, Promise<CDPSession>>();

function sessionWith(page: Page): Promise<CDPSession> {
  const session = sessions.get(page);
  if (session !== undefined) return session;
  const made = page.context().newCDPSession(page).then(enabled);
  sessions.set(page, made);
  return made;
}

async function enabled(session: CDPSession): Promise<CDPSession> {
  await session.send("WebAuthn.enable");
  return session;
}

type Plug = { readonly session: CDPSession; readonly authenticatorId: string };

export function createAuthenticator(kind: AuthenticatorKind): Authenticator {
  const passkeys = new Map<string, Passkey>();
  const plugs = new Map<Page, Plug>();
  let verified = true;
  let touched = true;
  let assertions = 0;

  const everyPlug = async (act: (plug: Plug) => Promise<unknown>, except?: Plug): Promise<void> => {
    for (const [page, plug] of plugs) {
      if (plug === except) continue;
      await act(plug).catch((error: unknown) => {
        // one that closes meanwhile is told to us some time after its session has ended
        if (!page.isClosed() && !/closed/i.test(String(error))) throw error;
      });
    }
  };
  const put = (passkey: Passkey) => (plug: Plug) =>
    plug.session.send("WebAuthn.addCredential", { authenticatorId: plug.authenticatorId, credential: passkey });

  return {
    plugInto: async (page) => {
      if (plugs.has(page)) throw new Error("It is plugged into that page already.");
      const session = await sessionWith(page);
      const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
        options: {
          protocol: "ctap2",
          transport: kind.transport,
          hasResidentKey: true,
          hasUserVerification: kind.verifiesUser ?? true,
          isUserVerified: verified,
          automaticPresenceSimulation: touched,
          defaultBackupEligibility: kind.backupEligible ?? false,
          defaultBackupState: kind.backedUp ?? false,
        },
      });
      const plug = { session, authenticatorId };
      // The browser reports a used passkey before the page hears about it, so the next page finds the newest counter.
      session.on("WebAuthn.credentialAdded", ({ authenticatorId: id, credential }) => {
        if (id !== authenticatorId || passkeys.has(credential.credentialId)) return;
        passkeys.set(credential.credentialId, credential);
        void everyPlug(put(credential), plug);
      });
      session.on("WebAuthn.credentialAsserted", ({ authenticatorId: id, credential }) => {
        if (id !== authenticatorId) return;
        assertions += 1;
        passkeys.set(credential.credentialId, credential);
        // It is removed and put in again, which every version of the browser can do, unlike setting its counter.
        const { credentialId } = credential;
        const replace = async (other: Plug): Promise<void> => {
          await other.session.send("WebAuthn.removeCredential", {
            authenticatorId: other.authenticatorId,
            credentialId,
          });
          await put(credential)(other);
        };
        void everyPlug(replace, plug);
      });
      for (const passkey of passkeys.values()) await put(passkey)(plug);
      plugs.set(page, plug);
      page.once("close", () => plugs.delete(page));
    },
    unplugFrom: async (page) => {
      const plug = plugs.get(page);
      plugs.delete(page);
      await plug?.session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: plug.authenticatorId });
    },
    passkeys: () => [...passkeys.values()],
    restore: async (passkey) => {
      passkeys.set(passkey.credentialId, passkey);
      await everyPlug(put(passkey));
    },
    forget: async (credentialId) => {
      passkeys.delete(credentialId);
      await everyPlug(({ session, authenticatorId }) =>
        session.send("WebAuthn.removeCredential", { authenticatorId, credentialId }),
      );
    },
    setUserVerified: async (isUserVerified) => {
      verified = isUserVerified;
      await everyPlug(({ session, authenticatorId }) =>
        session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
      );
    },
    setTouched: async (enabled) => {
      touched = enabled;
      await everyPlug(({ session, authenticatorId }) =>
        session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }),
      );
    },
    assertions: () => assertions,
  };
}
