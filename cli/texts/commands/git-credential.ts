export const texts = {
  description: "give git a token (credential helper)",
  operation: "get, store or erase, as git says",
  help: `
git runs this itself. Set it up once for your host; the empty line keeps other helpers from storing the token:

  git config --global credential.https://git.example.com.helper ""
  git config --global --add credential.https://git.example.com.helper "!nearside git-credential"
  nearside login --resource https://git.example.com
  git clone https://git.example.com/shop.git

It answers over https only, and only for a host that one of your logins named with --resource. It uses the logins of the command
line itself, unless --client-id names another program. If the resource has a path, also set credential.useHttpPath. If git was refused with a
token, that token is renewed before it is given out again.

git can't send proofs (DPoP, RFC 9449), so it sends the token alone, as "Bearer" (git 2.46 and later) or as the password of
"oauth2". Anybody who steals it can use it until it expires, and a host that insists on the proof refuses it. Reach such a host
through the proxy, which keeps the token bound:

  nearside proxy --resource https://git.example.com -- sh -c 'git clone "$NEARSIDE_PROXY_URL/shop.git"'`,
  tooLong: "git does not send that much.",
} as const;
