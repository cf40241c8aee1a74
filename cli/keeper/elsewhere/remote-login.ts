import { approvalUrl } from "@nearside/shared/api/approval-address.ts";
import type { HelloAnswer, HelloBody } from "@nearside/shared/api/loopback.ts";
import type {
  RemoteCall,
  remoteHelloAnswerSchema,
  remoteLoginAnswerSchema,
} from "@nearside/shared/api/through-keeper.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { hopDeviceStatement } from "@nearside/shared/statements/hop-device.ts";
import type { Place } from "@nearside/shared/statements/place.ts";
import { relay as relayStatement } from "@nearside/shared/statements/relay.ts";
import type * as v from "valibot";
import type { EnrolledMachine } from "../../keys/enrolled-machine.ts";
import { newSoftwareKey } from "../../keys/software-key.ts";
import { type Listener, listen } from "../../listener/listener.ts";
import { createPeerGate } from "../../listener/verify-peer.ts";
import { createLoginMeeting, type GoodHello } from "../../login/login-meeting.ts";
import { provePresence } from "../../login/prove-presence.ts";
import { verifyRequest } from "../../login/verify-request.ts";
import { withdrawLogin } from "../../login/withdraw-login.ts";
import { type Connection, connect, deviceClaims } from "../../server/connection.ts";
import { type AuthorizationParameters, requestAuthorization } from "../../server/request-authorization.ts";
import type { WaitingLogin } from "../waiting-logins.ts";
import type { ElsewhereParts } from "./elsewhere-parts.ts";
import { createSession, type RemoteSession } from "./remote-session.ts";

/** A login that began elsewhere, as its keeper carries it. */
export interface RemoteLogin {
  readonly answer: v.InferOutput<typeof remoteLoginAnswerSchema>;
  /** The address of the page on which it is approved. */
  readonly page: string;
  /** The next hello for the command line; none after some seconds, so that the channel is seen to live. */
  nextHello(): Promise<v.InferOutput<typeof remoteHelloAnswerSchema>>;
  /** The command line's answer to the hello of that number. */
  answered(id: number, isMine: boolean): void;
  readonly session: RemoteSession;
  hasEnded(): boolean;
  end(): void;
}

interface Beginning {
  readonly machine: EnrolledMachine;
  readonly place: Place;
  readonly call: Extract<RemoteCall, { remote: "login" }>;
}

/** A command line that waits is told so often that there is nothing. Milliseconds. */
const HELD = 15_000;
/** It answers a hello within the time that an extension waits for it. Milliseconds. */
const ANSWER_WITHIN = 3000;

/**
 * Vouches for a command line elsewhere (protocol §10.1): asks the server in its name, and is met by browsers for it.
 *
 * @throws ServerRefusal, Unreachable, Problem, Refused
 */
export async function beginRemoteLogin(
  parts: ElsewhereParts,
  { machine, place, call }: Beginning,
): Promise<RemoteLogin> {
  const { world, logins, standings } = parts;
  const ending = new AbortController();
  const clock = standings.clockOf(machine.id);
  const connection = connect(machine.issuer, { ...world, clock, stop: AbortSignal.any([world.stop, ending.signal]) });
  const listening = listen();
  const end = (): void => {
    ending.abort();
    void listening.then((listener) => listener.close()).catch(() => undefined);
    connection.http.close();
  };
  try {
    connection.keys.warm();
    const [device, { signer }, listener] = await Promise.all([machine.deviceSigner(), newSoftwareKey(), listening]);
    const parameters = parametersOf(call.form);
    const { answer: authorization, device: statement } = await requestAuthorization(connection, parameters, () =>
      stateHop(connection, device, listener, { place, call, session: signer }),
    );
    const request = await verifyRequest(connection, authorization, statement, parameters);
    const hellos = createHellos(ending.signal);
    const provesPresence = provePresence(request, signer);
    const prove = (good: GoodHello) => proveThrough(hellos, device, provesPresence, good);
    const meeting = createLoginMeeting(
      connection,
      request,
      prove,
      createPeerGate(world.peerOf, () => undefined),
      () => undefined,
    );
    listener.open(meeting);
    const waiting: WaitingLogin = {
      request: request.jws,
      machine: machine.id,
      end,
      meet: (body, browser) => meeting.answer(body, { channel: "native", browser }, () => undefined),
    };
    logins.add(waiting);
    ending.signal.addEventListener("abort", () => logins.remove(waiting), { once: true });
    setTimeout(end, authorization.expires_in * 1000).unref();
    return {
      session: createSession(world, {
        machine,
        signer,
        clock: connection.clock,
        resource: call.form.resource,
        withdraw: async () => {
          end();
          await withdrawLogin(machine.issuer, signer, request, "ended");
        },
      }),
      answer: { issuer: machine.issuer, user: machine.user, device_statement: statement.jws, authorization },
      page: approvalUrl(machine.issuer, request.claims.jti),
      nextHello: hellos.next,
      answered: hellos.answered,
      hasEnded: () => ending.signal.aborted,
      end,
    };
  } catch (error) {
    end();
    throw error;
  }
}

const parametersOf = (form: Beginning["call"]["form"]): AuthorizationParameters => ({
  clientId: form.client_id,
  scope: form.scope,
  resource: form.resource,
  authorizationDetails: form.authorization_details,
  acrValues: form.acr_values?.split(" "),
  maxAge: form.max_age === undefined ? undefined : Number(form.max_age),
});

/** Signs "this session key of mine is for a command line at that place, which came to me from there", for one try. */
async function stateHop(
  connection: Connection,
  device: Signer,
  { loopback }: Listener,
  { place, call, session }: Omit<Beginning, "machine"> & { readonly session: Signer },
) {
  const said = await connection.postureClaim();
  const jws = await hopDeviceStatement.sign(device, {
    ...deviceClaims(connection, device),
    cnf: { jkt: session.thumbprint },
    loopback,
    place,
    context: call.context,
    ...said,
  });
  return hopDeviceStatement.read(jws);
}

/** The command line elsewhere sees nobody who says hello: the keeper does, and says so by its relay (protocol §10.3). */
const UNSEEN = { account: "unknown", process: null, forwarded: "unknown" } as const;

/** Has the command line say whether the hello is for it, proves its presence, and says what was seen here (protocol §10.3). */
async function proveThrough(
  hellos: Hellos,
  device: Signer,
  prove: ReturnType<typeof provePresence>,
  { body, nonce, hello, jkt, peer, channel }: GoodHello,
): Promise<HelloAnswer> {
  if (!(await hellos.ask(body))) return refuse("unreachable", "presence_proof");
  const { presence_proof } = await prove({ nonce, hello, jkt, peer: UNSEEN, channel: "loopback" });
  const presence = await sha256Base64url(presence_proof);
  const seen = { presence, peer, ...(channel === "native" && { channel: "native" as const }) };
  return { presence_proof, relay: await relayStatement.sign(device, seen) };
}

type Hellos = ReturnType<typeof createHellos>;

/** Hellos on their way to a command line that asks for one after the other. */
function createHellos(ending: AbortSignal) {
  const queued: { readonly id: number; readonly body: HelloBody }[] = [];
  const asked = new Map<number, (isMine: boolean) => void>();
  let wake: (() => void) | undefined;
  let last = 0;
  ending.addEventListener("abort", () => {
    for (const answer of asked.values()) answer(false);
    wake?.();
  });
  return {
    ask: (body: HelloBody): Promise<boolean> =>
      new Promise((resolve) => {
        const id = ++last;
        const answer = (isMine: boolean): void => {
          clearTimeout(late);
          asked.delete(id);
          const at = queued.findIndex((each) => each.id === id);
          if (at !== -1) queued.splice(at, 1);
          resolve(isMine);
        };
        const late = setTimeout(answer, ANSWER_WITHIN, false);
        asked.set(id, answer);
        queued.push({ id, body });
        wake?.();
      }),
    answered: (id: number, isMine: boolean): void => asked.get(id)?.(isMine),
    next: async (): Promise<v.InferOutput<typeof remoteHelloAnswerSchema>> => {
      if (queued.length === 0 && !ending.aborted)
        await new Promise<void>((resolve) => {
          const done = (): void => {
            clearTimeout(held);
            wake = undefined;
            resolve();
          };
          const held = setTimeout(done, HELD);
          wake = done;
        });
      return { hello: queued.shift() ?? null };
    },
  };
}
