import * as v from "valibot";
import { contextSchema, issuerSchema, userSchema } from "../claims.ts";
import { sha256TextSchema } from "../ids.ts";
import { deviceAuthorizationAnswerSchema } from "../oauth/device-authorization.ts";
import { jwsSchema } from "../signing/jws.ts";
import { helloBodySchema } from "./loopback.ts";

// A command line elsewhere, on a host reached by SSH or in a container, and the keeper of its person's machine (protocol §10.6). Each message
// is one JSON text as JSON.stringify writes it: the body of an extension message, and its answer that of the agent, over a forwarded SSH
// agent and in the same frames over a container's socket.

/** The private extension of the agent protocol (RFC 9987 §3.8) that carries these messages. */
export const AGENT_EXTENSION = "keeper@nearside.dev";

const text = (length: number) => v.pipe(v.string(), v.maxLength(length));

/** The form of POST /oauth/device_authorization, without its device statement, which the keeper makes. */
const remoteFormSchema = v.strictObject({
  client_id: text(128),
  scope: text(1024),
  resource: v.pipe(v.array(text(1024)), v.maxLength(16)),
  authorization_details: v.exactOptional(text(16_384)),
  acr_values: v.exactOptional(text(1024)),
  max_age: v.exactOptional(v.pipe(v.string(), v.regex(/^\d{1,8}$/))),
});

/** One call; each has one answer, which is `refused` or the call's own. */
export const remoteCallSchema = v.variant("remote", [
  /** Say whose machine it is: a program on the host wants to know before anybody is asked anything. */
  v.strictObject({ remote: v.literal("enrolment"), issuer: v.nullable(issuerSchema) }),
  /** Begin a login. The keeper makes its session key, and keeps it. */
  v.strictObject({
    remote: v.literal("login"),
    /** Null if the person has one enrolment on the machine, so that there is nothing to choose. */
    issuer: v.nullable(issuerSchema),
    form: remoteFormSchema,
    context: contextSchema,
  }),
  /** Wait for a hello to that login; the keeper answers once there is one, or after some seconds with none. */
  v.strictObject({ remote: v.literal("await_hello"), request: jwsSchema }),
  /** Say of the hello of that number whether it is for this command line, which waits: the keeper then proves its presence. */
  v.strictObject({
    remote: v.literal("presence"),
    request: jwsSchema,
    id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    is_mine: v.boolean(),
  }),
  /** A DPoP proof of that session key for one request (protocol §10.4). Its time and its `jti` are the keeper's. */
  v.strictObject({
    remote: v.literal("proof"),
    session_jkt: sha256TextSchema,
    method: v.pipe(v.string(), v.regex(/^[A-Za-z-]{1,16}$/)),
    url: v.pipe(
      v.string(),
      v.maxLength(2048),
      v.check((url) => URL.canParse(url)),
    ),
    nonce: v.exactOptional(v.pipe(v.string(), v.maxLength(256))),
    /** H(access token). */
    ath: v.exactOptional(sha256TextSchema),
    /** H(refresh statement). */
    statement: v.exactOptional(sha256TextSchema),
  }),
  /** Nobody waits for the login of that session key any more. */
  v.strictObject({ remote: v.literal("withdraw"), session_jkt: sha256TextSchema }),
  /** A fresh statement for the refresh of a token (protocol §10.4). */
  v.strictObject({ remote: v.literal("refresh"), issuer: issuerSchema, session_jkt: sha256TextSchema }),
]);
export type RemoteCall = v.InferOutput<typeof remoteCallSchema>;

/** Answers `enrolment`. `machine` is the device id. */
export const remoteEnrolmentAnswerSchema = v.strictObject({
  issuer: issuerSchema,
  user: userSchema,
  machine: sha256TextSchema,
});

/** Answers `login`. The command line verifies the request, and takes no token of another person than `user` (protocol §10.6). */
export const remoteLoginAnswerSchema = v.strictObject({
  issuer: issuerSchema,
  user: userSchema,
  device_statement: jwsSchema,
  authorization: deviceAuthorizationAnswerSchema,
});

/** Answers `await_hello`. */
export const remoteHelloAnswerSchema = v.strictObject({
  hello: v.nullable(v.strictObject({ id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), body: helloBodySchema })),
});

/** Answers `presence` and `withdraw`. */
export const remoteTakenAnswerSchema = v.strictObject({ taken: v.literal(true) });

/** Answers `proof`. */
export const remoteProofAnswerSchema = v.strictObject({ proof: jwsSchema });

/** Answers `refresh`: the text for `device_statement` at the token endpoint. */
export const remoteRefreshAnswerSchema = v.strictObject({ device_statement: jwsSchema });

/** Answers any call. `refusal` is the server's, if it was the server that refused. */
export const remoteRefusedSchema = v.strictObject({
  refused: v.picklist([
    "malformed",
    "busy",
    /** No session of the machine's own `ssh`, or no container that the keeper knows, is at the other end. */
    "place_unknown",
    /** An agent under a lease calls, or began the session (protocol §12). */
    "inside_a_lease",
    /** No enrolment on the machine, several of which none was named, or one that is not active. */
    "not_enrolled",
    "several_enrolments",
    "not_active",
    /** No login of that request came through this connection, or of that session key from this place. */
    "request_unknown",
    /** A proof for an address that is neither the server's nor one that the login is for. */
    "address_not_granted",
    "server_unreachable",
    "server_refused",
  ]),
  refusal: v.exactOptional(v.pipe(v.string(), v.maxLength(64))),
});
