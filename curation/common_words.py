"""Words that say little, in French (without accents) and in English: grammar, any day's news, the calendar."""

_GRAMMAR_ENGLISH = """
    a about after again against all also am an and any are aren as at be because been before being below
    between both but by can cannot could did do does doing down during each either else ever every few for
    from further had has have having he her here hers him his how i if in into is isn it its itself just
    less may me might more most much must my near neither no nor not now of off on once only onto or other
    our out over own per rather same shall she should since so some such than that the their them then
    there these they this those though through to together too toward under until up upon us very via was
    we were what when where whether which while who whom whose why will with within without would yet you
    your
"""
_GRAMMAR_FRENCH = """
    ai ainsi alors apres au aucun aucune aupres aussi autant autre autres aux avait avant avec avoir avons
    beaucoup bien car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment
    contre dans de deja depuis des desormais dont du durant elle elles en encore enfin entre envers est et
    etaient etait etant ete etre eu eux fait faire faut font grace ici il ils je jusqu jusque la le les
    leur leurs lors lorsque lui ma mais malgre me meme memes mes moins mon ne ni non nos notre nous on ont
    ou par parce parmi pas pendant peu peut peuvent plus plusieurs plutot pour pourquoi pourrait puis qu
    quand que quel quelle quelles quelque quelques quels qui quoi sa sans sauf se selon sera seront ses si
    soit son sont sous souvent sur ta tandis tant te tel telle telles tels tes ton tous tout toute toutes
    tres trop tu un une vers via voici voila vos votre vous y
"""
_ORDINARY_ENGLISH = """
    agency aim amid announce announced announces annual area article available back based best big board
    boost brand build business call case center centre challenge chief city come companies company
    contract cost countries country create current customer data day days deal deputy develop development
    digital director early economy employee employees end energy event executive expand expected face
    federal figure find firm first five focus follow four full future get global go good government group
    grow growth half head help high hold home hour impact include increase industry information investment
    investor join joint key know large last late latest launch launched lead leader leading life like
    local long look low made main major make manager market marketing member million minister month months
    move national need net new news next number offer office officer open opportunity part partner
    partnership people percent place plan plans plant power president press product production program
    programme project public quarter read record region release report result results right rise rule said
    sales say says second sector see service set share sign site skill small social solution staff start
    state strategy strong study support system take talent team technology ten thing third three time
    today top trade train training two unit use value want way week well work worker workers working world
    year years young billion bn monday tuesday wednesday thursday friday saturday sunday january february
    march april june july august september october november december
"""
_ORDINARY_FRENCH = """
    saint sainte
    accompagner accord acteur action activite actualite afin agence aide ajoute an annee annees annonce
    annoncer ans appel article attend augmentation avenir avis axe baisse base besoin bon budget but cadre
    cas centre chef chiffre chiffres client clients code collaborateur collectif compte conseil contrat
    cours cout creation creer croissance demande demain depart developpement deux direction directeur
    directrice dispositif domaine donnees dossier droit economie economique effet emploi employeur enjeu
    enquete ensemble entreprise entreprises equipe espace etat etude etudes europe europeen evenement
    evolution exemple experience face faveur fin financement fois fonction force formation forme france
    francais francaise futur gestion global gouvernement grand grande groupe hausse heure hier homme hors
    impact important industrie information initiative interne investissement jeune jeunes jour journee
    jours lance lancement lancer lieu ligne loi long lundi mardi mercredi jeudi vendredi samedi dimanche
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre marche marketing
    membre mettre milliard milliards million millions ministre mise mode modele mois monde montant
    national niveau nombre nombreux nouveau nouveaux nouvel nouvelle nouvelles objectif offre organisation
    outil part partenaire partenariat partir passe pays performance permet permettre personne petit place
    plan point politique possible poste premier premiere prendre president presse prevu prix prochain
    produit professionnel professionnels programme projet propose public publie qualite quatre question
    rapport recherche recrutement reduction region rendre reponse reseau ressource resultat rh rse salarie
    salaries savoir second secteur semaine service site situation social societe soutien strategie suite
    sujet systeme talent temps terme territoire trois trouver type usage vente ventes vie ville vise
    vouloir
"""
_CALENDAR = """
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december date dates
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout
    septembre octobre novembre decembre matin soir heure heures lieu
"""
GRAMMAR = frozenset((_GRAMMAR_ENGLISH + _GRAMMAR_FRENCH).split())
"""Left out altogether."""
ORDINARY = frozenset((_ORDINARY_ENGLISH + _ORDINARY_FRENCH + _CALENDAR).split())
"""Counted as frequent even where a small pool has not shown it yet."""
