// A Kubernetes API server over TLS, as far as `kubectl get pods` and `kubectl create` need one. The pod's name says who asked, and how.
//   node test/support/kube-api.ts <issuer> <its own origin> <certificate file> <key file>
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { json } from "node:stream/consumers";
import { createJudge } from "./whose-request.ts";

const [issuer = "", origin = "", cert = "", key = ""] = process.argv.slice(2);
const judge = createJudge(issuer, origin);

const META = { resourceVersion: "1" };
const pod = (name: string): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default" },
  spec: { containers: [{ name: "main", image: "shop" }] },
  status: { phase: "Running" },
});
const verbs = ["get", "list", "create"];
const ANSWERS: Readonly<Record<string, object>> = {
  "/api": { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] },
  "/apis": { kind: "APIGroupList", apiVersion: "v1", groups: [] },
  "/api/v1": {
    kind: "APIResourceList",
    groupVersion: "v1",
    resources: [{ name: "pods", singularName: "pod", namespaced: true, kind: "Pod", verbs, shortNames: ["po"] }],
  },
};

const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, async (request, response) => {
  const answer = (status: number, body: object, headers: Record<string, string> = {}): void => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
  const whose = await judge(request);
  if ("refused" in whose)
    return answer(
      401,
      { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Unauthorized", code: 401 },
      whose.refused,
    );
  const { pathname } = new URL(request.url ?? "/", origin);
  if (pathname !== "/api/v1/namespaces/default/pods")
    return pathname in ANSWERS ? answer(200, ANSWERS[pathname] ?? {}) : answer(404, { kind: "Status", code: 404 });
  if (request.method === "POST") return answer(201, Object(await json(request)));
  const name = `${whose.by}-${whose.user.toLowerCase().replaceAll("_", "-")}`;
  answer(200, { kind: "PodList", apiVersion: "v1", metadata: META, items: [pod(name)] });
});

server.listen(Number(new URL(origin).port), () => console.log(`The Kubernetes API answers at ${origin}`));
