import { createHash } from "node:crypto";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { HttpBindings } from "@hono/node-server";
import { createApp } from "../app.ts";
import { type Client, type Config, readConfig } from "../config/config.ts";
import type { Ground } from "../ground.ts";
import { loadSigningKeys } from "../keys/signing-keys.ts";
import { createLog } from "../log.ts";
import { DpopNonces } from "../oauth/dpop-nonce.ts";
import type { Store } from "../store/sqlite.ts";
import { openTemporaryStore } from "../store/temporary-store.ts";
import { Changes } from "../waiting/changes.ts";
import { Answer } from "./answer.ts";

export const ISSUER = "https://login.example.test";
/** 2026-11-24T12:00:00.250Z: a time that is no whole second. */
const STARTED = 1_795_521_600_250;

/** The whole server but its sockets: the app as it ships over a real database, with a clock that a test moves. */
export interface TestServer {
  readonly ground: Ground;
  /** Lines of JSON. */
  readonly logged: readonly string[];
  /** Moves the clock forwards, or with a negative number backwards. */
  pass(seconds: number): void;
  /** Epoch seconds. */
  now(): number;
  fetch(request: Request): Promise<Answer>;
  /** Statements and ids need some: 128 bits that nobody else drew, base64url. */
  id(): string;
  close(): Promise<void>;
}

type Changed = Partial<Pick<Config, "policy" | "clients" | "limits">>;

/** A client whose tokens go to a resource of its own, beside the one there always is. */
export const DEPLOY: Client = {
  id: "deploy",
  name: "Deploy",
  verified: true,
  scopes: ["deploy", "read"],
  resources: ["https://api.example.test"],
  accessTokenSeconds: 900,
  refreshTokenSeconds: 3600,
};

export async function openTestServer(changed: Changed = {}): Promise<TestServer> {
  const store: Store = await openTemporaryStore();
  let now = STARTED;
  const clock = () => now;
  const random = drawFrom("server");
  const id = drawFrom("everybody else");
  const logged: string[] = [];
  const config = readConfig({ env: { NEARSIDE_ISSUER: ISSUER }, workingFolder: "/", defaultDataFolder: "/nowhere" });
  const ground: Ground = {
    clock,
    random,
    db: store.db,
    config: { ...config, clients: [...config.clients, DEPLOY], ...changed },
    keys: await loadSigningKeys(store.db, clock),
    changes: new Changes(changed.limits?.heldPolls ?? config.limits.heldPolls),
    dpopNonces: new DpopNonces(clock, random),
    log: createLog("info", clock, { write: (line) => logged.push(line) }),
    stopping: new AbortController().signal,
  };
  const app = createApp(ground, new Map());
  const bindings = socketless();
  return {
    ground,
    logged,
    pass: (seconds) => {
      now += seconds * 1000;
    },
    now: () => Math.floor(now / 1000),
    fetch: async (request) => Answer.of(await app.fetch(request, bindings)),
    id: () => Buffer.from(id(16)).toString("base64url"),
    close: () => store.close(),
  };
}

/** Never the same bytes twice, and the same ones in every run. */
function drawFrom(name: string): (length: number) => Uint8Array {
  let drawn = 0;
  return (length) => {
    drawn += 1;
    return new Uint8Array(createHash("shake256", { outputLength: length }).update(`${name} ${drawn}`).digest());
  };
}

/** What `@hono/node-server` hands to the app beside the request; of an address there is none. */
function socketless(): HttpBindings {
  const incoming = new IncomingMessage(new Socket());
  return { incoming, outgoing: new ServerResponse(incoming) };
}
