// The page: asks the server for the workspace, shows it, and refetches what the server says has changed.
import { StrictMode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { api, listen, Refusal, type Change } from "./api";
import { Composer } from "./composer";
import { Home } from "./home";
import { Messages, type Base } from "./messages";
import { Modals } from "./modal";
import { HOME, Sidebar } from "./sidebar";
import type { Message, Person, View, Workspace } from "./types";
import { langOf, sayIn } from "./words";
import "slack-blocks-to-jsx/dist/style.css";
import "./page.css";

type Toast = { id: number; text: string; kind: "error" | "info" };

const wanted = () => new URLSearchParams(location.search);
/** The channel of a permalink (/#C123/1700000000.000100), as the server's /archives/… leads to. */
const called = () => /^#([CGD]\w+)\/([\d.]+)$/.exec(location.hash);
/** Who one is before anyone was chosen: an ambassador of the playground's cast. */
const FIRST = "U0INES";
const slackbot: Person = { id: "USLACKBOT", name: "slackbot", real_name: "Slackbot", title: "", locale: "", is_admin: false, is_bot: true, color: "#5b5b66" };

function remember(as: string, place: string): void {
  history.replaceState(null, "", `?${new URLSearchParams({ as, channel: place })}${called() ? location.hash : ""}`);
}

function App() {
  const [as, setAs] = useState(() => wanted().get("as") ?? FIRST);
  const [place, setPlace] = useState(() => called()?.[1] ?? wanted().get("channel") ?? "");
  const [state, setState] = useState<Workspace | null>(null);
  const [messages, setMessages] = useState<{ of: string; list: Message[] }>({ of: "", list: [] });
  const [home, setHome] = useState<View | null>(null);
  const [stack, setStack] = useState<View[]>([]);
  const [linked, setLinked] = useState(true);
  const [trouble, setTrouble] = useState("");
  const [menu, setMenu] = useState(false);
  const [toasts, setToasts] = useState<Toast[]>([]);
  const [running, setRunning] = useState<string | null>(null);
  const lang = langOf(state?.me.locale);
  const say = useMemo(() => sayIn(lang), [lang]);
  const now = useRef({ as, place });
  now.current = { as, place };

  const show = useCallback((text: string, kind: Toast["kind"]) => {
    const id = Math.random();
    setToasts((all) => [...all.slice(-3), { id, text, kind }]);
    window.setTimeout(() => setToasts((all) => all.filter((one) => one.id !== id)), 8000);
  }, []);
  const toast = useCallback((text: string) => show(text, "error"), [show]);

  const loadState = useCallback(async () => {
    try {
      const next = await api.state(now.current.as);
      if (now.current.as && now.current.as !== next.me.id && next.people.some((one) => one.id === now.current.as)) return null;
      setState(next);
      if (!now.current.as || now.current.as !== next.me.id) setAs(next.me.id);
      const known = now.current.place === HOME || next.channels.some((channel) => channel.id === now.current.place);
      if (!known) setPlace(next.channels.find((channel) => !channel.is_im)?.id ?? next.channels[0]?.id ?? HOME);
      setTrouble("");
      return next;
    } catch (error) {
      // Someone this workspace does not know (an old address): begin again as the first of the cast.
      if (now.current.as !== FIRST && error instanceof Refusal) setAs(FIRST);
      else if (error instanceof Refusal) setTrouble(error.message);
      else setLinked(false);
      return null;
    }
  }, []);
  const asked = useRef(0);
  const loadMessages = useCallback(async () => {
    const { as: me, place: channel } = now.current;
    if (!me || !channel || channel === HOME) return;
    const mine = ++asked.current;
    try {
      const { messages: list } = await api.messages(me, channel);
      // An answer that a newer question overtook, or that comes once the person has gone elsewhere, is not for this pane.
      if (mine === asked.current && now.current.as === me && now.current.place === channel) setMessages({ of: `${me}/${channel}`, list });
    } catch (error) {
      // Whoever one acts as now may not be in the channel in sight: loadState then goes to one of theirs.
      const next = await loadState();
      if (next?.channels.some((one) => one.id === channel)) toast(error instanceof Error ? error.message : String(error));
    }
  }, [toast, loadState]);
  const loadHome = useCallback(async () => {
    const me = now.current.as;
    if (!me) return;
    const answer = await api.home(me).catch(() => null);
    if (answer && now.current.as === me) setHome(answer.view);
  }, []);
  const loadViews = useCallback(async () => {
    const me = now.current.as;
    if (!me) return;
    const answer = await api.views(me).catch(() => null);
    if (answer && now.current.as === me) setStack(answer.stack);
  }, []);

  useEffect(() => {
    setStack([]);
    setHome(null);
    void loadState();
    if (!as) return;
    void loadViews();
    const pending = new Map<string, number>();
    const run = { messages: () => void loadMessages().then(loadState), home: () => void loadHome(), views: () => void loadViews(), state: () => void loadState() };
    const onChange = (change: Change) => {
      const elsewhere = change.what === "messages" && change.channel && change.channel !== now.current.place;
      const what = elsewhere ? "state" : change.what in run ? change.what : "state";
      if (pending.has(what)) return;
      // Ten reactions in a burst are one refetch.
      pending.set(what, window.setTimeout(() => {
        pending.delete(what);
        run[what]();
      }, 40));
    };
    const onLink = (up: boolean) => {
      setLinked(up);
      if (up) {
        void loadState().then(loadMessages);
        void loadViews();
        void loadHome();
      }
    };
    const stop = listen(as, onChange, onLink);
    return () => {
      stop();
      pending.forEach((timer) => window.clearTimeout(timer));
    };
  }, [as]);

  useEffect(() => {
    if (!as || !place) return;
    remember(as, place);
    if (place === HOME) {
      void api.homeOpened(as).then((answer) => {
        if (!answer.ok) toast(answer.error || say("network"));
        void loadHome();
      });
    } else void loadMessages().then(loadState);
  }, [as, place]);

  useEffect(() => {
    document.documentElement.lang = lang;
    document.title = state ? `${state.bot.real_name || state.bot.name} · ${state.team.name}` : "Dizaine";
  }, [lang, state]);

  useEffect(() => {
    if (!menu) return;
    const onKey = (event: KeyboardEvent) => event.key === "Escape" && setMenu(false);
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [menu]);

  const files = useMemo(() => messages.list.flatMap((message) => message.files ?? []), [messages]);
  if (!state) {
    return <p className="empty" role="status">{trouble || say(linked ? "loading" : "pageLost")}</p>;
  }
  const base: Base = { lang, say, people: [...state.people.filter((one) => one.id !== state.bot.id), state.bot, slackbot], channels: state.channels, files, current: place === HOME ? "" : place };
  const channel = state.channels.find((one) => one.id === place);
  const chat = state.channels.find((one) => one.is_im && (one.name === state.bot.name || one.name === state.bot.real_name)) ?? state.channels.find((one) => one.is_im);
  const ofApp = place === HOME || (chat !== undefined && place === chat.id);
  const title = place === HOME ? state.bot.real_name || state.bot.name : channel ? (channel.is_im ? channel.name : `#${channel.name}`) : "";
  const go = (next: string) => {
    setPlace(next);
    setMenu(false);
  };
  const control = async (id: string) => {
    setRunning(id);
    const answer = await api.control(id);
    setRunning(null);
    if (!answer.ok) toast(answer.error || say("network"));
    else if (answer.message) show(answer.message[lang], "info");
    void loadState().then(loadMessages);
  };
  const clock = state.clock ? new Date(state.clock) : null;
  return (
    <div className="app" data-testid="app" data-lang={lang}>
      <header className="bar">
        <button type="button" className="btn-plain menu-button" aria-label={say("openMenu")} aria-expanded={menu} data-testid="menu" onClick={() => setMenu(!menu)}>☰</button>
        <span className="clock" data-testid="clock">
          <span className="clock-label">{say("botClock")} </span>
          {clock
            ? <time dateTime={state.clock ?? undefined}>{clock.toLocaleString(lang, { weekday: "short", day: "numeric", month: "short", hour: lang === "fr" ? "2-digit" : "numeric", minute: "2-digit" })}</time>
            : say("realTime")}
        </span>
        <div className="controls" role="group" aria-label={say("controls")}>
          {state.controls.map((one) => (
            <button key={one.id} type="button" className="btn btn-bar" title={one.hint?.[lang]} disabled={running !== null} aria-busy={running === one.id}
              data-testid={`control-${one.id}`} onClick={() => void control(one.id)}>{one.label[lang]}</button>
          ))}
        </div>
        <span className={state.connected && linked ? "link link-up" : "link link-down"} role="status" data-testid="connection" data-connected={state.connected && linked}>
          <span aria-hidden="true">{state.connected && linked ? "●" : "○"} </span>
          <span className="link-words">{!linked ? say("pageLost") : say(state.connected ? "connected" : "disconnected")}</span>
        </span>
      </header>
      <Sidebar state={state} place={place} say={say} open={menu} onGo={go} onClose={() => setMenu(false)} onActAs={(id) => setAs(id)} />
      {menu && <div className="sidebar-veil" onClick={() => setMenu(false)} aria-hidden="true" />}
      <main className="main">
        <header className="main-head">
          <h2 dir="auto" data-testid="title">{title}</h2>
          {channel?.topic && <p className="topic" dir="auto">{channel.topic}</p>}
          {ofApp && (
            <div className="tabs">
              <button type="button" className="tab" aria-current={place === HOME ? "page" : undefined} data-testid="tab-home" onClick={() => go(HOME)}>{say("home")}</button>
              {chat && <button type="button" className="tab" aria-current={place === chat.id ? "page" : undefined} data-testid="tab-messages" onClick={() => go(chat.id)}>{say("messages")}</button>}
            </div>
          )}
        </header>
        {place === HOME ? (
          <Home key={as} view={home} me={as} base={base} toast={toast} />
        ) : (
          <>
            <Messages messages={messages.of === `${as}/${place}` ? messages.list : []} me={as} channel={place} base={base} toast={toast} />
            <Composer key={place} where={title} commands={state.commands} say={say} onSend={async (text) => {
              const answer = await api.say(as, place, text);
              if (!answer.ok) toast(answer.error || say("network"));
              void loadMessages();
              return answer.ok;
            }} />
          </>
        )}
      </main>
      <Modals key={as} me={as} stack={stack} base={base} refresh={loadViews} toast={toast} />
      <div className="toasts" aria-live="assertive">
        {toasts.map((one) => (
          <div key={one.id} className={`toast toast-${one.kind}`} data-testid="toast" data-kind={one.kind}>
            <span dir="auto"><span aria-hidden="true">{one.kind === "error" ? "⚠ " : "✓ "}</span>{one.text}</span>
            <button type="button" className="btn-plain" aria-label={say("dismiss")} onClick={() => setToasts((all) => all.filter((other) => other.id !== one.id))}>✕</button>
          </div>
        ))}
      </div>
    </div>
  );
}

createRoot(document.getElementById("root")!).render(<StrictMode><App /></StrictMode>);
