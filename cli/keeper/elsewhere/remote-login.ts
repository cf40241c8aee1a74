import { approvalUrl } from "@nearside/shared/api/approval-address.ts";
import type {
  RemoteCall,
  remoteHelloAnswerSchema,
  remoteLoginAnswerSchema,
} from "@nearside/shared/api/through-keeper.ts";
import { checkPresenceBinding } from "@nearside/shared/chain/presence-proof/check-presence-binding.ts";
import { verifyPresenceSignature } from "@nearside/shared/chain/presence-proof/check-presence-signature.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import { DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { hopDeviceStatement } from "@nearside/shared/statements/hop-device.ts";
import type { Place } from "@nearside/shared/statements/place.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { relay as relayStatement } from "@nearside/shared/statements/relay.ts";
import type { Request } from "@nearside/shared/statements/request.ts";
import type * as v from "valibot";
import type { EnrolledMachine } from "../../keys/enrolled-machine.ts";
import { type HelloAnswer, type Listener, listen } from "../../listener/listener.ts";
import type { HelloBody } from "../../listener/read-hello.ts";
import { createPeerGate } from "../../listener/verify-peer.ts";
import { createLoginMeeting, type GoodHello } from "../../login/login-meeting.ts";
import { verifyRequest } from "../../login/verify-request.ts";
import { type Connection, connect } from "../../server/connection.ts";
import { type AuthorizationParameters, requestAuthorization } from "../../server/request-authorization.ts";
import type { WaitingLogin } from "../waiting-logins.ts";
import type { ElsewhereParts } from "./elsewhere-parts.ts";

/** A login that began elsewhere, as its keeper carries it. */
export interface RemoteLogin {
  readonly answer: v.InferOutput<typeof remoteLoginAnswerSchema>;
  /** The address of the page on which it is approved. */
  readonly page: string;
  /** The next hello for the command line; none after some seconds, so that the channel is seen to live. */
  nextHello(): Promise<v.InferOutput<typeof remoteHelloAnswerSchema>>;
  /** The command line's answer to the hello of that number. */
  answered(id: number, presence: string | null): void;
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
  const { world, logins } = parts;
  const ending = new AbortController();
  const connection = connect(machine.issuer, { ...world, stop: AbortSignal.any([world.stop, ending.signal]) });
  const listening = listen();
  const end = (): void => {
    ending.abort();
    void listening.then((listener) => listener.close()).catch(() => undefined);
    connection.http.close();
  };
  try {
    connection.keys.warm();
    const [device, listener] = await Promise.all([machine.deviceSigner(), listening]);
    const parameters = parametersOf(call.form);
    const { answer: authorization, device: statement } = await requestAuthorization(connection, parameters, () =>
      stateHop(connection, device, listener, { place, call }),
    );
    const request = await verifyRequest(connection, authorization, statement, parameters);
    const hellos = createHellos(ending.signal);
    const prove = (good: GoodHello) => proveThrough(hellos, device, request, good);
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

/** Signs "this session key is a command line at that place, which came to me from there", for one try. */
async function stateHop(
  connection: Connection,
  device: Signer,
  { loopback }: Listener,
  { place, call }: Omit<Beginning, "machine">,
) {
  const said = await connection.postureClaim();
  const iat = connection.clock.seconds();
  const jws = await hopDeviceStatement.sign(device, {
    iss: device.thumbprint,
    aud: connection.issuer,
    jti: newRandomId(connection.random),
    iat,
    exp: iat + DEVICE_STATEMENT_SECONDS,
    cnf: { jkt: call.session_jkt },
    loopback,
    place,
    context: call.context,
    ...said,
  });
  return hopDeviceStatement.read(jws);
}

/** Has the command line answer the hello, verifies the answer, and says of it what was seen here (protocol §10.3). */
async function proveThrough(
  hellos: Hellos,
  device: Signer,
  request: Request,
  { body, nonce, hello, peer, channel }: GoodHello,
): Promise<HelloAnswer> {
  const presence_proof = await hellos.ask(body);
  if (presence_proof === null) return refuse("unreachable", "presence_proof");
  const presence = await presenceProof.read(presence_proof);
  await checkPresenceBinding({ request, nonce, hello, presence });
  await verifyPresenceSignature(presence, request.claims.sub_jkt);
  const seen = { presence: presence.hash, peer, ...(channel === "native" && { channel: "native" as const }) };
  return { presence_proof, relay: await relayStatement.sign(device, seen) };
}

type Hellos = ReturnType<typeof createHellos>;

/** Hellos on their way to a command line that asks for one after the other. */
function createHellos(ending: AbortSignal) {
  const queued: { readonly id: number; readonly body: HelloBody }[] = [];
  const asked = new Map<number, (presence: string | null) => void>();
  let wake: (() => void) | undefined;
  let last = 0;
  ending.addEventListener("abort", () => {
    for (const answer of asked.values()) answer(null);
    wake?.();
  });
  return {
    ask: (body: HelloBody): Promise<string | null> =>
      new Promise((resolve) => {
        const id = ++last;
        const answer = (presence: string | null): void => {
          clearTimeout(late);
          asked.delete(id);
          const at = queued.findIndex((each) => each.id === id);
          if (at !== -1) queued.splice(at, 1);
          resolve(presence);
        };
        const late = setTimeout(answer, ANSWER_WITHIN, null);
        asked.set(id, answer);
        queued.push({ id, body });
        wake?.();
      }),
    answered: (id: number, presence: string | null): void => asked.get(id)?.(presence),
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
