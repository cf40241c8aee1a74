import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { judgeApi, METADATA } from "../testing/judge-api.ts";
import { ADDRESSES } from "../testing/refusal-matrix.ts";
import { sendOverSocket } from "../testing/send-over-socket.ts";
import { portOf } from "../testing/test-issuer.ts";
import { type NearsideEnv, nearside } from "./hono.ts";

judgeApi("Hono", async (resource) => {
  const v1 = new Hono<NearsideEnv>();
  v1.use(nearside(resource));
  for (const [address, demands] of Object.entries(ADDRESSES)) {
    const [method = "", path = ""] = address.split(" /v1");
    v1.on(method, path, nearside(resource, demands), ({ json, var: { nearside: access } }) =>
      json({ user: access.claims.sub, scopes: access.scopes }),
    );
  }
  const app = new Hono().route("/v1", v1).use(METADATA, nearside(resource));
  const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
  await new Promise((resolve) => server.once("listening", resolve));
  return { send: sendOverSocket(portOf(server)), close: () => new Promise((resolve) => server.close(resolve)) };
});
