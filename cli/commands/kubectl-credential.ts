import { Command } from "commander";
import { Problem } from "../problems/problem.ts";
import { execCredential, readExecInfo } from "../tools/exec-credential.ts";
import type { Start, World } from "../world/world.ts";
import { type ToolOptions, withToolOptions, withToolToken } from "./steps/tool-token.ts";

export const kubectlCredentialCommand = (start: Start): Command =>
  withToolOptions(new Command("kubectl-credential"))
    .description("give kubectl a token (exec credential plugin)")
    .addHelpText(
      "after",
      `
kubectl runs this itself. Set it up once; the API server's address is taken, unless --resource names another:

  kubectl config set-credentials nearside \\
    --exec-api-version=client.authentication.k8s.io/v1 --exec-interactive-mode=IfAvailable --exec-provide-cluster-info \\
    --exec-command=nearside --exec-arg=kubectl-credential
  kubectl config set-context --current --user=nearside
  nearside login --resource https://kube.example.com:6443
  kubectl get pods

The API server must take the tokens of your Nearside server, by its authentication configuration: issuer.url is the Nearside
server, issuer.audiences your API server's address, claimMappings.username.claim "sub".

kubectl can't send proofs (DPoP, RFC 9449), so it sends the token alone, as "Bearer": whoever steals it can use it until it
ends, which is why it lives for minutes. An API that insists on the proof is reached through the proxy, which keeps it bound:

  nearside proxy --resource https://kube.example.com:6443 -- sh -c 'kubectl --server "$NEARSIDE_PROXY_URL" get pods'`,
    )
    .action((options: ToolOptions) => start(false, (world) => run(world, options)));

async function run(world: World, options: ToolOptions): Promise<void> {
  const info = readExecInfo(world.surroundings.env["KUBERNETES_EXEC_INFO"]);
  const audience = options.resource ?? info.server;
  if (audience === undefined)
    throw new Problem(
      "usage",
      "Say which API server: --resource, or provideClusterInfo: true in kubectl's configuration.",
    );
  const login = info.interactive ? "if_interactive" : "never";
  await withToolToken(world, { ...options, resource: audience }, { login }, async ({ credential }) => {
    world.terminal.result(execCredential(info, credential.access_token, credential.expires_at));
  });
}
