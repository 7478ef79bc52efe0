// The left column: the workspace, who one acts as, the channels, the direct messages, the app's Home.
import { useId } from "react";
import { Avatar } from "./messages";
import type { Channel, Person, Workspace } from "./types";
import { langOf, type Say } from "./words";

export const HOME = "home";

type Props = {
  state: Workspace;
  place: string;
  say: Say;
  open: boolean;
  onGo: (place: string) => void;
  onActAs: (id: string) => void;
  onClose: () => void;
};

function describe(person: Person, say: Say): string {
  const parts = [person.title, person.is_admin && !/admin/i.test(person.title) ? say("admin") : "", langOf(person.locale).toUpperCase()];
  return parts.filter(Boolean).join(" · ");
}

export function Sidebar({ state, place, say, open, onGo, onActAs, onClose }: Props) {
  const select = useId();
  const rooms = state.channels.filter((channel) => !channel.is_im);
  const direct = state.channels.filter((channel) => channel.is_im);
  const entry = (channel: Channel) => (
    <li key={channel.id}>
      <button type="button" className={channel.unread > 0 ? "place place-unread" : "place"} aria-current={place === channel.id ? "page" : undefined}
        data-testid="channel" data-channel={channel.id} data-name={channel.name} onClick={() => onGo(channel.id)}>
        <span className="place-mark" aria-hidden="true">{channel.is_im ? "●" : "#"}</span>
        <span className="place-name" dir="auto">{channel.name}</span>
        {channel.unread > 0 && <span className="unread" aria-label={say("unread", { n: channel.unread })} data-testid="unread">{channel.unread}</span>}
      </button>
    </li>
  );
  return (
    <nav className={open ? "sidebar sidebar-open" : "sidebar"} aria-label={say("menuTitle")} data-testid="sidebar">
      <div className="sidebar-head">
        <h1 dir="auto">{state.team.name}</h1>
        <span className="note-light">{say("playground")}</span>
        <button type="button" className="btn-plain sidebar-x" aria-label={say("closeMenu")} onClick={onClose}>✕</button>
      </div>
      <div className="act-as">
        <label htmlFor={select}>{say("actAs")}</label>
        <div className="act-as-row">
          <Avatar person={state.me} small />
          <select id={select} className="field" value={state.me.id} data-testid="act-as" onChange={(event) => onActAs(event.target.value)}>
            {state.people.filter((person) => !person.is_bot).map((person) => (
              <option key={person.id} value={person.id}>{person.real_name || person.name} — {describe(person, say)}</option>
            ))}
          </select>
        </div>
        <p className="note-light">{describe(state.me, say)}</p>
      </div>
      <h2>{say("channels")}</h2>
      <ul>{rooms.map(entry)}</ul>
      {direct.length > 0 && (
        <>
          <h2>{say("direct")}</h2>
          <ul>{direct.map(entry)}</ul>
        </>
      )}
      <h2>{say("apps")}</h2>
      <ul>
        <li>
          <button type="button" className="place" aria-current={place === HOME ? "page" : undefined} data-testid="open-home" onClick={() => onGo(HOME)}>
            <span className="place-mark" aria-hidden="true">⌂</span>
            <span className="place-name">{state.bot.real_name || state.bot.name} · {say("home")}</span>
          </button>
        </li>
      </ul>
    </nav>
  );
}
