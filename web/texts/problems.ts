/** Everything that can go wrong on the page itself: what happened, why, and what to do next. */
export const PROBLEM_TEXTS = {
  server_unreachable:
    "The server did not answer. Check your network connection, and allow this site in any ad or script blocker. Then try again. Anything that was not approved stays unapproved.",
  server_failed:
    "The server had an internal problem, so nothing was changed. Try again. If it happens twice, tell your administrator.",
  too_many_requests: "The server got too many requests in a short time. Wait a minute, then try again.",
  passkey_unused: "No passkey was used, or it took too long. Nothing was approved. Try again when you are ready.",
  security_key_first:
    "You approved with your only security key, and the rule asks for a second authenticator. Approve with another passkey of this computer, then touch the key.",
  passkeys_unsupported:
    "This browser can't use a passkey on this page. Use a current version of Chrome, Chromium, Edge or Firefox on this computer.",
  extension_broken:
    "The Nearside extension did not answer as it should. It may have been updated a moment ago: reload this page. If it happens twice, restart the browser.",
} as const;
