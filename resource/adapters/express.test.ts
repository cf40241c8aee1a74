import { createServer } from "node:http";
import express from "express";
import { judgeApi, METADATA } from "../testing/judge-api.ts";
import { ADDRESSES } from "../testing/refusal-matrix.ts";
import { sendOverSocket } from "../testing/send-over-socket.ts";
import { portOf } from "../testing/test-issuer.ts";
import { nearside, nearsideOf } from "./express.ts";

judgeApi("Express", async (resource) => {
  const v1 = express.Router();
  v1.use(nearside(resource));
  for (const [address, demands] of Object.entries(ADDRESSES)) {
    const [method, path = ""] = address.split(" /v1");
    v1[method === "POST" ? "post" : "get"](path, nearside(resource, demands), (req, res) => {
      const { claims, scopes } = nearsideOf(req);
      res.json({ user: claims.sub, scopes });
    });
  }
  const server = createServer(express().use("/v1", v1).use(METADATA, nearside(resource)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { send: sendOverSocket(portOf(server)), close: () => new Promise((resolve) => server.close(resolve)) };
});
