import type { Words } from "../../platform/store/packing.ts";

const FIRST: string = [
  '","rests_on":{"device_statement":"~","security_key":{"id":","earlier":{"met_at":179,"approved_at":',
  '"justification":"","rules":{"outcome":"stand","decided_by":[""]},"scope":"","ticket":"","require":{"fresh_touch":,"device_bound":true,"attested":true,"security_key":true},',
  '"rests_on":{"request":"rq_","decision":"","assertion":"","credential_id":"","approved_at":179,"stands":',
  '{"device_statement":"~95.64b","request":"~96.64b","meeting":{"nonce":"~94.155.64b","hello":"~175.120.64b","presence_proof":"~178.64b","attestation":"~178.',
  '64b","attestation_hash":"","extension_jkt":"","browser_session":"","met_at":179},"approval":{"decision":"~97.64b","decision_hash":"',
  '","assertion":{"id":"","rawId":"","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"~13","authenticatorData":"~37b",',
  '"signature":"~71b","userHandle":"}},"approved_at":179},"access_token":"~82.64b","rp_id":"","origin":"","kids":["}',
  '{"alg":"ES256","typ":"nearside-device+jwt","kid":"","iss":"","aud":"https://","cnf":{"jkt":""},"context":{"hostname":"","os":"","account":"',
  '","command":"","cwd":"~/","parent":"","tty":"/dev/pts/","terminal_session":"","remote":null}}',
  '{"alg":"ES256","typ":"nearside-request+jwt","kid":""}{"iss":"https://","jti":"rq_","iat":179,"exp":179,"sub_jkt":"","statement":"',
  '","loopback":{"address":"127.0.0.1","port":},"facts":"","extensions":[""]}{"alg":"ES256","typ":"nearside-nonce+jwt","kid":"',
  '{"alg":"ES256","typ":"nearside-hello+jwt","jwk":{"kty":"EC","crv":"P-256","x":"","y":""}}{"request":"","nonce":"","xn":"',
  '{"alg":"ES256","typ":"nearside-presence+jwt","jwk":{"kty":"EC","crv":"P-256","x":"","y":""}}{"request":"","nonce":"","xn":"","jkt":"',
  '","peer":{"account":"same","process":"firefox","forwarded":"yes"process":"chrome","forwarded":"no"}}',
  '{"alg":"ES256","typ":"nearside-locality+jwt","jwk":{"kty":"EC","crv":"P-256","x":"","y":""}}{"presence":"","loopback":{"address":"127.0.0.1","port":},"browser":"Firefox Chromium 1',
  '{"alg":"ES256","typ":"nearside-decision+jwt","kid":""}{"iss":"https://","jti":"","iat":179,"attestation":"","user":{"id":"us_","name":"',
  '"},"device":"","key_storage":"file","facts":"","lifetime":{"access_token":900,"refresh_token":43200},"justification":null,"rules":{"outcome":"approve","version":"rules/built-in/1"}}',
  '{"type":"webauthn.get","challenge":"","origin":"https://","crossOrigin":false}',
  '{"alg":"ES256","typ":"at+jwt","kid":""}{"iss":"https://","sub":"us_","aud":["https://"],"client_id":"nearside-cli","scope":"read","auth_time":179,',
  '"acr":"urn:nearside:acr:hardware","acr":"urn:nearside:acr:same-machine","amr":["pop","user","hwk"],"amr":["pop","user","swk"],"cnf":{"jkt":""},"device":"","request":"rq_","chain":"',
  '","proof":{"peer":"same","forwarded":"no","key_storage":"tpm","key_storage":"file","passkey":"synced","passkey":"device_bound"},"jti":"","iat":179,"exp":179,',
  '"status":{"status_list":{"idx":,"uri":"https:///oauth/status/sl_',
].join("");

// 0.1.0 is the first release. What unreleased trees of before packed is in another form, and only they read it.

/**
 * The words that the proofs of logins have in common (`packingBy`), in the order in which they are stored. When statements have changed so
 * much that proofs grow, further ones are added.
 */
export const PROOF_WORDS: readonly Words[] = [{ since: "0.1.0", text: FIRST }];

/** The number of those that proofs are packed with. It is raised in a version after the one that adds them. */
export const WRITTEN_WORDS = 1;
