import { fastify } from "fastify";
import { judgeApi, METADATA } from "../testing/judge-api.ts";
import { ADDRESSES } from "../testing/refusal-matrix.ts";
import { sendOverSocket } from "../testing/send-over-socket.ts";
import { portOf } from "../testing/test-issuer.ts";
import { nearside, nearsideOf } from "./fastify.ts";

judgeApi("Fastify", async (resource) => {
  const app = fastify();
  await app.register(
    async (v1) => {
      v1.addHook("onRequest", nearside(resource));
      for (const [address, demands] of Object.entries(ADDRESSES)) {
        const [method = "", url = ""] = address.split(" /v1");
        v1.route({
          method,
          url,
          onRequest: nearside(resource, demands),
          handler: async (request) => {
            const { claims, scopes } = nearsideOf(request);
            return { user: claims.sub, scopes };
          },
        });
      }
    },
    { prefix: "/v1" },
  );
  app.get(METADATA, { onRequest: nearside(resource) }, async () => {});
  await app.listen({ host: "127.0.0.1", port: 0 });
  return { send: sendOverSocket(portOf(app.server)), close: () => app.close() };
});
