// Every word of the page itself, in both languages.
import type { Lang } from "./types";

const words = {
  playground: { fr: "Bac à sable", en: "Playground" },
  actAs: { fr: "Agir en tant que", en: "Act as" },
  channels: { fr: "Canaux", en: "Channels" },
  direct: { fr: "Messages directs", en: "Direct messages" },
  apps: { fr: "Applications", en: "Apps" },
  home: { fr: "Accueil", en: "Home" },
  messages: { fr: "Messages", en: "Messages" },
  homeEmpty: { fr: "L’application n’a pas encore publié son accueil.", en: "The app has not published its Home yet." },
  channelEmpty: { fr: "Aucun message ici pour l’instant.", en: "No messages here yet." },
  unread: { fr: "{n} non lus", en: "{n} unread" },
  admin: { fr: "Admin", en: "Admin" },
  app: { fr: "APPLI", en: "APP" },
  onlyYou: { fr: "Visible par vous uniquement", en: "Only visible to you" },
  edited: { fr: "(modifié)", en: "(edited)" },
  inThread: { fr: "Dans un fil", en: "In a thread" },
  addReaction: { fr: "Ajouter une réaction", en: "Add a reaction" },
  chooseEmoji: { fr: "Choisir un émoji", en: "Choose an emoji" },
  emojiName: { fr: "Nom de l’émoji", en: "Emoji name" },
  add: { fr: "Ajouter", en: "Add" },
  reactedWith: { fr: "{who} : {name}", en: "{who}: {name}" },
  removeMine: { fr: "retirer la mienne", en: "remove mine" },
  addMine: { fr: "ajouter la mienne", en: "add mine" },
  compose: { fr: "Envoyer un message à {where}", en: "Message {where}" },
  send: { fr: "Envoyer", en: "Send" },
  commandHint: { fr: "Commandes", en: "Commands" },
  botClock: { fr: "Horloge du bot :", en: "Bot’s clock:" },
  realTime: { fr: "heure réelle", en: "real time" },
  connected: { fr: "Bot connecté", en: "Bot connected" },
  disconnected: { fr: "Bot déconnecté", en: "Bot disconnected" },
  pageLost: { fr: "Serveur perdu, nouvelle tentative…", en: "Server lost, trying again…" },
  close: { fr: "Fermer", en: "Close" },
  cancel: { fr: "Annuler", en: "Cancel" },
  submit: { fr: "Envoyer", en: "Submit" },
  sending: { fr: "Envoi…", en: "Sending…" },
  optional: { fr: "(facultatif)", en: "(optional)" },
  choose: { fr: "Choisir…", en: "Choose…" },
  none: { fr: "Aucun choix", en: "Nothing chosen" },
  remove: { fr: "Retirer {what}", en: "Remove {what}" },
  required: { fr: "Veuillez remplir ce champ obligatoire.", en: "Please complete this required field." },
  tooShort: { fr: "Saisissez au moins {n} caractères.", en: "Please enter at least {n} characters." },
  tooLong: { fr: "Saisissez {n} caractères au plus.", en: "Please enter at most {n} characters." },
  badUrl: { fr: "Saisissez une adresse valide (https://…).", en: "Please enter a valid URL (https://…)." },
  badEmail: { fr: "Saisissez une adresse e-mail valide.", en: "Please enter a valid email address." },
  badNumber: { fr: "Saisissez un nombre.", en: "Please enter a number." },
  badInteger: { fr: "Saisissez un nombre entier.", en: "Please enter a whole number." },
  tooSmall: { fr: "Saisissez un nombre supérieur ou égal à {n}.", en: "Please enter a number of at least {n}." },
  tooBig: { fr: "Saisissez un nombre inférieur ou égal à {n}.", en: "Please enter a number of at most {n}." },
  tooMany: { fr: "Choisissez {n} éléments au plus.", en: "Please choose at most {n}." },
  timeout: {
    fr: "L’application n’a pas répondu à temps. Votre texte est gardé : réessayez.",
    en: "The app did not answer in time. Your text is kept: try again.",
  },
  network: { fr: "Le serveur du bac à sable ne répond pas.", en: "The playground’s server does not answer." },
  more: { fr: "Autres actions", en: "More actions" },
  enterHint: { fr: "Entrée pour valider", en: "Press Enter to confirm" },
  left: { fr: "{n} caractères restants", en: "{n} characters left" },
  over: { fr: "{n} caractères de trop", en: "{n} characters too many" },
  previous: { fr: "Précédent", en: "Previous" },
  next: { fr: "Suivant", en: "Next" },
  carousel: { fr: "Carrousel, {n} cartes", en: "Carousel, {n} cards" },
  unknownBlock: { fr: "Bloc non dessiné ici : {type}", en: "Block not drawn here: {type}" },
  noPicture: { fr: "Image absente", en: "No picture" },
  video: { fr: "Voir la vidéo", en: "Watch the video" },
  sortBy: { fr: "Trier par {what}", en: "Sort by {what}" },
  page: { fr: "Page {n} sur {of}", en: "Page {n} of {of}" },
  openMenu: { fr: "Ouvrir la liste des canaux", en: "Open the channel list" },
  closeMenu: { fr: "Fermer la liste des canaux", en: "Close the channel list" },
  newMessage: { fr: "Nouveau message de {who} : {text}", en: "New message from {who}: {text}" },
  dismiss: { fr: "Fermer le message", en: "Dismiss" },
  controls: { fr: "Commandes du temps", en: "Time controls" },
  loading: { fr: "Chargement…", en: "Loading…" },
  message: { fr: "Message de {who}", en: "Message from {who}" },
  menuTitle: { fr: "Navigation", en: "Navigation" },
  asTable: { fr: "Voir les chiffres", en: "See the figures" },
  download: { fr: "Télécharger les chiffres (CSV)", en: "Download the figures (CSV)" },
  chartOf: { fr: "Graphique : {title}. {points}", en: "Chart: {title}. {points}" },
  unsupportedInput: { fr: "Champ non pris en charge ici : {type}", en: "Field not supported here: {type}" },
} as const;

export type Word = keyof typeof words;
export type Say = (word: Word, values?: Record<string, string | number>) => string;

export function langOf(locale: string | undefined): Lang {
  return (locale ?? "fr").toLowerCase().startsWith("fr") ? "fr" : "en";
}

export function sayIn(lang: Lang): Say {
  return (word, values = {}) =>
    words[word][lang].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
