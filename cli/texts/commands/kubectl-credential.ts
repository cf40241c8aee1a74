export const texts = {
  description: "give kubectl a token (exec credential plugin)",
  help: `
kubectl runs this itself. Set it up once. The token is for the API server's address, unless --resource names another:

  kubectl config set-credentials nearside \\
    --exec-api-version=client.authentication.k8s.io/v1 --exec-interactive-mode=IfAvailable --exec-provide-cluster-info \\
    --exec-command=nearside --exec-arg=kubectl-credential
  kubectl config set-context --current --user=nearside
  nearside login --resource https://kube.example.com:6443
  kubectl get pods

The API server must accept the tokens of your Nearside server. In its authentication configuration, issuer.url is the Nearside
server, issuer.audiences is your API server's address, and claimMappings.username.claim is "sub".

kubectl can't send proofs (DPoP, RFC 9449), so it sends the token alone, as "Bearer". Anybody who steals it can use it until it
expires, which is why it lives for minutes. Reach an API that insists on the proof through the proxy, which keeps the token bound:

  nearside proxy --resource https://kube.example.com:6443 -- sh -c 'kubectl --server "$NEARSIDE_PROXY_URL" get pods'`,
  whichServer:
    "The API server is not known. Name it with --resource, or set provideClusterInfo: true in kubectl's configuration.",
} as const;
