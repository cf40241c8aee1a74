import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newUserId } from "@nearside/shared/ids.ts";
import { acrOf, amrOf, type Proof } from "@nearside/shared/proof/proof-tier.ts";
import type { NearsideEvent } from "../sdk/events.ts";
import type { Nearside } from "../sdk/nearside.ts";
import { NearsideError } from "../sdk/nearside-error.ts";
import { openNearside } from "../sdk/open-nearside.ts";
import type { SdkOutside } from "../sdk/operation.ts";
import type { SignInOptions } from "../sdk/options.ts";
import type { Session } from "../sdk/session.ts";
import { type DemandingApi, startDemandingApi } from "./demanding-api.ts";
import { type LyingServer, startLyingServer } from "./lying-server.ts";
import { enrolIn, outsideIn } from "./sdk-outside.ts";

/** For tests of the SDK: an enrolled account, a program that imports it, a server that grants at once, and an API. */
export interface SdkStage {
  readonly user: { readonly id: string; readonly name: string };
  readonly server: LyingServer;
  readonly api: DemandingApi;
  readonly nearside: Nearside;
  readonly outside: SdkOutside;
  /** The folder that the program runs in. */
  readonly work: string;
  /** All events, in their order. */
  readonly events: NearsideEvent[];
  /** The claims of the next tokens. */
  readonly granted: { scope: string; authTime: () => number; issued: () => number; proof: Proof };
  /** Signs in for the API, with the scope "read" unless the options name another. */
  readonly signIn: (options?: SignInOptions) => Promise<Session>;
  /** The number of times that a person was asked. */
  readonly logins: () => number;
  readonly remove: () => Promise<void>;
}

export const secondsNow = (): number => Math.floor(Date.now() / 1000);

export async function startSdkStage(): Promise<SdkStage> {
  const random = (length: number): Uint8Array => randomBytes(length);
  const user = { id: newUserId(random), name: "alice" };
  const folder = await mkdtemp(join(tmpdir(), "nearside-sdk-"));
  const api = await startDemandingApi();
  const server = await startLyingServer({ user: user.id, random, now: secondsNow });
  const granted: SdkStage["granted"] = {
    scope: "read",
    authTime: secondsNow,
    issued: secondsNow,
    proof: { peer: "unknown", key_storage: "file", passkey: "synced" },
  };
  server.lies = {
    token: (honest) => ({
      ...honest,
      client_id: "orders-cli",
      aud: [api.origin, "https://other.example", "urn:orders"],
      scope: granted.scope,
      auth_time: granted.authTime(),
      iat: granted.issued(),
      acr: acrOf(granted.proof),
      amr: amrOf(granted.proof),
      proof: granted.proof,
    }),
  };
  const events: NearsideEvent[] = [];
  const [state, work] = [join(folder, "state"), join(folder, "work")];
  await mkdir(work);
  const outside = outsideIn(state, work);
  await enrolIn(outside, server.issuer, user);
  const onEvent = (event: NearsideEvent): void => void events.push(event);
  const nearside = await openNearside({ clientId: "orders-cli", openBrowser: false, onEvent }, outside);
  return {
    user,
    server,
    api,
    nearside,
    outside,
    work,
    events,
    granted,
    signIn: (options = {}) => nearside.signIn({ scope: "read", resource: [api.origin], ...options }),
    logins: () => events.filter(({ type }) => type === "approval_needed").length,
    remove: async () => {
      server.close();
      api.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The error that it ends with. @throws every other error that it ends with */
export async function errorOf(running: Promise<unknown>): Promise<NearsideError> {
  const error: unknown = await running.then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof NearsideError)) throw error;
  return error;
}

export const codeOf = async (running: Promise<unknown>): Promise<string> => (await errorOf(running)).code;
