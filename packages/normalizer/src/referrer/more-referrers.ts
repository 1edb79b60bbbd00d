/**
 * Sources that neither the generated list nor our own has: `name: hosts`, or a line of hosts that are their own names.
 * Words without a dot are what campaigns call them; `+x` is the word `x` and the host `x.com`. Most are facts that
 * Google publishes for GA4 (support.google.com/analytics/answer/9756891) and Matomo in its list of search engines.
 */
export const moreReferrers = {
  search: `
Google: wwwgoogle.com gogole.com gppgle.com googel.com
MSN: ntp.msn.com enciclopedia.it.msn.com
DuckDuckGo: duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion
Startpage: startpagel6srwcjlue4zgq3zevrujfaow726kjytqbbjyrswwmjzcqd.onion
alice auone sp-web.search.auone.jp search.auone.jp avg biglobe.co.jp biglobe.ne.jp centrum.cz search.centrum.cz
cnn +dogpile excite.com search.excite.es firmy.cz globo incredimail +msn onet.pl
rambler rambler.ru search-results search.smt.docomo.ne.jp secureurl.ukr.net tut.by ukr websearch.rakuten.co.jp
118700.se +123people sou.com abcsok.no chercherfr.aguea.com allaverksamheter.se allesklar.de allesklar.at
allesklar.ch alltheinternet.com alohafind.com o2suche.aol.de searchqu.com search.avira.com search.avira.net
safesearch.avira.com austronaut.at baidu.co.th claro-search.com search.comcast.net dir.com search.disconnect.me
entireweb.com epicsearch.in findhurtig.dk fireball.com search.fooooo.com freespoke.com search.frontier.com
gibiru.com search.chedot.com luna.tv search.gmx.com delta-search.com search.zonealarm.com start.lenovo.com
wow.com search.leonardo.it optuszoo.com.au search.dolphin-browser.jp netlavis.azione.jp search.nan.so
cgi2.nintendo.co.jp gfsoso.com searches.safehomepage.com searches.f-secure.com search.f-secure.com
monumentbrowser.com startab.me search.abv.bg search.xfinity.com kadaza.com haosou.com search.imesh.com info.com
tattoodle.com searches.vi-view.com search.webssearches.com search.fbdownloader.com searches3.globososo.com
search.avast.com start.funmoods.com search.magentic.com searchmobileonline.com isearch.glarysoft.com
search.chatzum.com home.speedbit.com search.b1.org searchya.com search.handycafe.com search.v9.com
search.iminent.com isodelen.se juniorsafesearch.com k9safesearch.com karmasearch.org kensaq.com laban.vn
search.lilo.org localmoxie.com lookany.com search.lookseek.com myprivatesearch.com searchservice.myspace.com
search.azby.fmworld.net videosearch.nifty.com oceanhero.today only-search.com lemoteur.ke.voila.fr
peoplecheck.de plusnetwork.com privacywall.org quendu.com riksdelen.se scour.com searchlock.com search.seesaa.jp
setooz.com sm.de search.smartaddressbar.com search.smartshopping.com search.snap.do so-net.ne.jp sputnik.ru
stract.com surfcanyon.com swiggle.org.uk talimba.com tarmot.com toppreise.ch torry.io tusksearch.com
trusted-search.com search.trustnav.com vuhuv.com weborama.fr wedoo.com woopie.jp benefind.de jp.hao123.com
home.kingsoft.jp jwsearch.jword.jp yellowmap.de yep.com yongzin.com zapmetasearch.com zoznam.sk zxuso.com
kwzf.net
`,
  social: `
Mastodon: mastodon.cloud mastodon.technology mastodon.xyz mastodon.at mastodon.art mamot.fr pawoo.net mstdn.io mstdn.jp
Mastodon: friends.nico quey.org botsin.space social.tchncs.de knzk.me mastodont.cat bitcoinhackers.org fosstodon.org
Mastodon: chaos.social cybre.space vis.social typo.social front-end.social hachyderm.io newsie.social mstdn.social
Mastodon: indieweb.social sfba.social mas.to mstdn.party c.im mastodonapp.uk universeodon.com social.vivaldi.net
Mastodon: ohai.social toot.community masto.ai mastodon.scot mastodon.world mastodon.nz graphics.social mastodon.eus
Mastodon: mastodon.jalgi.eus tkm.eus ro-mastodon.puyo.jp techhub.social infosec.exchange mastodon.gamedev.place
Pixelfed: pixelfed.social pixelfed.de pxlmo.com metapixl.com pix.toot.wales pixelfed.uno pixey.org pixelfed.art
Last.fm: last.fm lastfm.com
Google+: googleplus com.google.android.apps.plus
DouYu: douyu.com
Huya: huya.com
+43things 51.com academia.edu +activerain +activeworlds +addthis airg.ca allnurses.com allrecipes.com
+alumniclass ameba.jp ameblo.jp +americantowns ancestry.com +anobii +answerbag answers.yahoo.com +aolanswers
artstation.com +askubuntu asmallworld.com +athlinks awe.sm +baby-gaga babyblog.ru +beforeitsnews +bharatstudent
biip.no biswap.org bit.ly blackcareernetwork.com blip.fm blog.com feedspot blog.feedspot.com gooblog
blog.goo.ne.jp blog.yahoo.co.jp blogg.no bloggang.com +blogger +blogher +bloglines blogs.com +blogsome +blogspot
+blogster +blurtit bookmarks.yahoo.co.jp bookmarks.yahoo.com +brightkite +brizzly +buzzfeed +cafemom +camospace
canalblog.com care.com +care2 caringbridge.org +catster cbnt.io +cellufun centerblog.net chegg.com +chicagonow
chiebukuro.yahoo.co.jp +classquest +cocolog-nifty copainsdavant.linternaute.com couchsurfing.org +cozycot
cross.tv +crunchyroll cyworld.com d.hatena.ne.jp dailystrength.org deluxe.com +deviantart +dianping +digg +diigo
+dogster +dol2day +doostang +dopplr draugiem.lv dribbble.com +drugs-forum +dzone edublogs.org +elftown
epicurious.com everforo.com exblog.jp +extole +faceparty fandom.com +fanpop +fark +fc2 +feministing fetlife.com
+filmaffinity +folkdirect +foodservice forums.androidcentral.com forums.crackberry.com forums.imore.com
forums.nexopia.com forums.webosnation.com forums.wpcentral.com +fotki +friendfeed fruehstueckstreff.org +fubar
+gamerdna gate.sc gather.com +glassboard +glassdoor +godtube goldenline.pl +goldstar goo.gl +goodreads
googlegroups.com +govloop +gowalla gree.jp groups.google.com gulli.com gutefrage.net +hootsuite +houzz
+hoverspot hr.com +hubculture hubpages.com hyves.net +ibibo +imageshack imageshack.us +imvu +insanejournal
+instapaper internations.org interpals.net +intherooms irc-galleria.net is.gd +italki +jammerdirect jappy.com
jappy.de kaboodle.com kakaocorp.com +kaneva lang-8.com +librarything lifestream.aol.com +listal +listography
livedoor.com livedoorblog livejournal.com lobste.rs mbga.jp meetin.org meinvz.net meneame.net menuism.com
messages.google.com messages.yahoo.co.jp missevan.com mix.com +mocospace +mouthshut +movabletype +mubi
my.opera.com myanimelist.net mylife.com +mymodernmet +netvibes newsshowcase nexopia ngopost.org +nightlifelink
+ning odnoklassniki.ua okwave.jp oneworldgroup.org +onstartups +opendiary oshiete.goo.ne.jp over-blog.com
overblog.com partyflock.nl peepeth.com +photobucket pinboard pinboard.in +pingsta pixiv.net playahead.se
pocket.co +posterous pro.homeadvisor.com pulse.yahoo.com +qapacity +quechup +ravelry +redux researchgate.net
+reunion +reverbnation rtl.de +ryze +salespider scoop.it +screenrant +scribd +scvngr +secondlife +serverfault
shareit +sharethis shvoong.com sites.google.com skyfeed.app slashdot.org slideshare.net smartnews.com social
sociallife.com.br +socialvibe soundcloud.com spaces.live.com +spoke +spruz ssense.com +stackapps +stackexchange
stardoll.com +stickam suomi24.fi +superuser +sweeva tagged.com +taggedmail +talkbiznow +techmeme +tencent
+tinyurl +toolbox +travellerspoint +tripadvisor +trombi trustpilot trustpilot.com +tudou +tweetdeck
twitcasting.tv twoo.com +typepad unblog.fr urbanspoon.com ushareit.com ushi.cn v2ex.com +vampirefreaks
+vampirerave vg.no video.ibm.com +wakoopa +wattpad +webshots +weebly wer-weiss-was.de +weread wiki.answers.com
wikihow.com wikitravel.org woot.com +wordpress wordpress.org yahoo-mbga.jp +yammer +yelp yelp.co.uk youroom.in
zoo.gr +zooppa
`,
  video: `
+crackle +curiositystream d.tube +disneyplus +hulu iq.com justin.tv fast.wistia.net +ted +utreon +veoh
`,
  shopping: `
shopping.net s3.amazonaws.com +stripe
`,
  ai: `
Baidu AI: ai.baidu.com
Chat+: chatplus.com chat-gpt.org
Jasper: jasper app.jasper.ai
Writesonic: writesonic app.writesonic.com
Perplexity: pplx.ai
Microsoft Copilot: copilot.com
`,
  other: `
Microsoft 365: officeapps.live.com
`,
} as const;
