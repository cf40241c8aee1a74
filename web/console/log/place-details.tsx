import type { LoginPlace } from "@nearside/shared/api/console/login-place.ts";
import { logTexts as texts } from "../../texts/console/log.tsx";
import { keyed } from "../../ui/keyed.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";
import { shownFingerprint } from "../hosts/host-columns.tsx";
import { Detail } from "../ui/details.tsx";
import { exactTime } from "../ui/moment.tsx";

const { place: words } = texts;

/** Shows where a command line ran that was not on the machine itself, and how long that place lasted. Lines of a list of details. */
export function PlaceDetails({ place }: { place: LoginPlace }) {
  return place.kind === "ssh" ? <HostDetails host={place} /> : <ContainerDetails container={place} />;
}

function HostDetails({ host }: { host: Extract<LoginPlace, { kind: "ssh" }> }) {
  return (
    <>
      <Detail name={words.host}>
        <HostName host={host} />
      </Detail>
      <Detail name={words.key}>
        <Exact text={shownFingerprint(host.fingerprint)} />
      </Detail>
      {host.hops.length === 0 ? null : (
        <Detail name={words.hops}>
          <ul className="plain-list">
            {keyed(host.hops).map(({ key, item: { name, fingerprint } }) => (
              <li key={key}>
                {name === null ? <Exact text={shownFingerprint(fingerprint)} /> : <Quoted text={name} />}
              </li>
            ))}
          </ul>
        </Detail>
      )}
      <Detail name={words.session}>
        <Lasted place={host} />
      </Detail>
    </>
  );
}

function HostName({ host: { name, known } }: { host: Extract<LoginPlace, { kind: "ssh" }> }) {
  if (name === null) return words.unknownHost;
  if (known === "enrolled") return <Named text={name} />;
  return words.knownHosts(<Quoted text={name} />);
}

function ContainerDetails({ container }: { container: Extract<LoginPlace, { kind: "container" }> }) {
  const { name, id, runtime } = container;
  return (
    <>
      <Detail name={words.container}>
        {name === null ? null : <Quoted text={name} />} <Exact text={id} />
        {runtime === null ? null : ` (${runtime})`}
      </Detail>
      <Detail name={words.containerLife}>
        <Lasted place={container} />
      </Detail>
    </>
  );
}

const Lasted = ({ place: { since, ended } }: { place: LoginPlace }) =>
  words.lasted({ since: exactTime(since), ended: ended === null ? null : exactTime(ended) });
