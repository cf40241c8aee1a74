export const texts = {
  refused: {
    malformed: "It is another version of Nearside. Update it there or here.",
    busy: "Too many logins were started from here. Wait a few minutes.",
    place_unknown:
      "It does not know the container that this program runs in. The program must run under your own account's number, with the socket of `nearside keeper container-socket` mounted.",
    inside_a_lease:
      "An agent under a lease started this, so it does not act as you. Log in from a session that you opened yourself.",
    not_enrolled: "Your own machine is not enrolled with that server. Enrol it there: `nearside enroll`.",
    several_enrolments: "Your own machine has several enrolments. Name the server with --issuer.",
    not_active: "Your own machine, or your account, is not active at that server. Ask your administrator.",
    address_not_granted: "The login is not for that address.",
    request_unknown: "It does not know this login, which started over another session. Log in again: `nearside login`.",
    server_unreachable: "It could not reach the server. Check the connection of your own machine.",
    server_refused: "The server refused the keeper's request.",
  },
  noKeeper:
    "If the keeper was set up or restarted after this session started, end this session and start it again: a keeper knows only sessions that started while it ran. If it was never set up, run `nearside keeper install` and `nearside ssh setup` on your own machine. `nearside ssh check` there reports what is wrong. In a container, mount the socket that `nearside keeper container-socket` makes on your own machine.",
} as const;
