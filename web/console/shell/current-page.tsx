import { may, ROLE_NAMES } from "@nearside/shared/roles.ts";
import { Component, type ComponentType, type ReactNode, useEffect, useState } from "react";
import { Route, Switch } from "wouter";
import { shellTexts as texts } from "../../texts/console/frame.tsx";
import { Button } from "../../ui/button.tsx";
import { NowherePage, Page, type PageParams } from "../layout/page.tsx";
import type { ConsolePage } from "../layout/sections.ts";
import { useSession } from "../session/use-session.ts";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";

type PageComponent = ComponentType<{ params: PageParams }>;
type Loaded = { readonly component: PageComponent } | { readonly failure: unknown };

const loadedComponents = new WeakMap<ConsolePage, PageComponent>();

/**
 * Gives the page's component once it is loaded. React's `lazy` would show "loading" for 0.3 s even if the page comes at
 * once.
 *
 * @throws the error that kept it from being loaded
 */
function useComponent(page: ConsolePage): PageComponent | undefined {
  const [loaded, setLoaded] = useState<Loaded | undefined>();
  const component = loadedComponents.get(page);
  useEffect(() => {
    if (component !== undefined) return;
    let isWanted = true;
    const settle = (result: Loaded): void => {
      if ("component" in result) loadedComponents.set(page, result.component);
      if (isWanted) setLoaded(result);
    };
    page.load().then(
      (component) => settle({ component }),
      (failure: unknown) => settle({ failure }),
    );
    return () => {
      isWanted = false;
    };
  }, [page, component]);
  if (loaded !== undefined && "failure" in loaded) throw loaded.failure;
  return component;
}

function NotPermittedPage() {
  const { role } = useSession().user;
  return (
    <Page title={texts.notPermitted.title}>
      <p>{texts.notPermitted.says(ROLE_NAMES[role])}</p>
    </Page>
  );
}

/** Shows the page that the address names, if there is one and the person may see it. */
export function CurrentPage({ pages }: { pages: readonly ConsolePage[] }) {
  const { role } = useSession().user;
  return (
    <Switch>
      {pages.map((page) => (
        <Route key={page.path} path={page.path}>
          {(params) =>
            may(role, page.permission) ? <Opened page={page} params={named(params)} /> : <NotPermittedPage />
          }
        </Route>
      ))}
      <Route>
        <NowherePage />
      </Route>
    </Switch>
  );
}

/** Remounts for another address, so that a page about one person keeps nothing for the next person. */
function Opened({ page, params }: { page: ConsolePage; params: PageParams }) {
  const key = JSON.stringify([page.path, params]);
  return (
    <PageBoundary key={key}>
      <LoadedPage page={page} params={params} />
    </PageBoundary>
  );
}

function LoadedPage({ page, params }: { page: ConsolePage; params: PageParams }) {
  const Component = useComponent(page);
  return Component === undefined ? <Loading what={texts.thePage} /> : <Component params={params} />;
}

const named = (params: Readonly<Record<string, string | undefined>>): PageParams =>
  Object.fromEntries(Object.entries(params).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** Catches a page that could not be loaded or drawn, so that the navigation stays. */
class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Page title={texts.failed.title}>
        <Notice tone="alert" title={texts.failed.notice}>
          <p>{texts.failed.says}</p>
          <Button kind="plain" small onPress={() => location.reload()}>
            {texts.failed.reload}
          </Button>
        </Notice>
      </Page>
    );
  }
}
