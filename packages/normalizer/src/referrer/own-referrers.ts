/**
 * Sources that the generated list lacks, has under an older name, or files under another medium: one a line, `name:
 * hosts`, a word without a dot being what campaigns call it in `utm_source`. Package names are Android apps'.
 */
export const ownReferrers = {
  search: `
Google: google com.google.android.googlequicksearchbox com.google.android.apps.searchlite adwords googleads
Google Play: googleplay play.google.com com.android.vending
Bing: bing bing.com cn.bing.com com.microsoft.bing
Yahoo!: yahoo yahoo.com search.yahoo.com
DuckDuckGo: duckduckgo ddg duckduckgo.com html.duckduckgo.com com.duckduckgo.mobile.android
Baidu: baidu baidu.com m.baidu.com com.baidu.searchbox
Naver: naver naver.com m.naver.com search.naver.com m.search.naver.com com.nhn.android.search
Daum: daum daum.net m.daum.net search.daum.net m.search.daum.net net.daum.android.daum
Zum: zum zum.com search.zum.com m.search.zum.com
Nate: nate nate.com search.nate.com search.daum.nate.com m.search.nate.com
Yandex: yandex ya ya.ru yandex.com ru.yandex.searchplugin com.yandex.browser
Sogou: sogou sogou.com m.sogou.com wap.sogou.com
360 Search: so.com www.so.com m.so.com 360.cn so.360.cn
Shenma: shenma sm.cn m.sm.cn
Ecosia: ecosia ecosia.org com.ecosia.android
Brave: brave search.brave.com
Startpage: startpage startpage.com
Qwant: qwant qwant.com lite.qwant.com com.qwant.liberty
Kagi: kagi kagi.com
Mojeek: mojeek mojeek.com
Swisscows: swisscows swisscows.com
MetaGer: metager metager.org metager.de
Presearch: presearch presearch.com presearch.org
Petal Search: petalsearch petalsearch.com
Coc Coc: coccoc coccoc.com
Seznam: seznam seznam.cz search.seznam.cz
goo: search.goo.ne.jp
1und1: suche.1und1.de
Babylon: search.babylon.com searchassist.babylon.com
Meta.ua: meta.ua
`,
  social: `
Facebook: facebook fb meta an fb.com fb.me facebook.com l.facebook.com lm.facebook.com m.facebook.com com.facebook.katana com.facebook.lite
Facebook Messenger: messenger msg messenger.com l.messenger.com m.me com.facebook.orca
Instagram: instagram ig instagram.com l.instagram.com com.instagram.android
Threads: threads threads.net threads.com l.threads.net l.threads.com com.instagram.barcelona
Twitter: twitter x twitter.com x.com t.co mobile.twitter.com com.twitter.android com.twitter.android.lite
LinkedIn: linkedin li linkedin.com lnkd.in com.linkedin.android
Reddit: reddit reddit.com redd.it out.reddit.com com.reddit.frontpage com.laurencedawson.reddit_sync com.laurencedawson.reddit_sync.pro io.syncapps.lemmy_sync
Tildes: tildes tildes.net com.talklittle.android.tildes
Pinterest: pinterest pinterest.com pin.it com.pinterest
Tumblr: tumblr tumblr.com t.umblr.com com.tumblr
Discord: discord discord.com discordapp.com discord.gg com.discord
Telegram: telegram tg telegram.org telegram.me t.me web.telegram.org org.telegram.messenger org.telegram.messenger.web org.thunderdog.challegram org.telegram.plus org.telegram.biftogram org.aka.messenger
WhatsApp: whatsapp wa.me whatsapp.com web.whatsapp.com api.whatsapp.com com.whatsapp com.whatsapp.w4b
LINE: line line.me liff.line.me page.line.me jp.naver.line.android
KakaoTalk: kakaotalk kakao kakao.com open.kakao.com pf.kakao.com talk.kakao.com com.kakao.talk
KakaoStory: kakaostory story.kakao.com com.kakao.story
Naver Cafe: navercafe cafe.naver.com m.cafe.naver.com com.nhn.android.navercafe
Naver Blog: naverblog blog.naver.com m.blog.naver.com com.nhn.android.blog
Naver Post: post.naver.com m.post.naver.com
Naver Knowledge iN: kin.naver.com m.kin.naver.com
Daum Cafe: daumcafe cafe.daum.net m.cafe.daum.net net.daum.android.cafe
Tistory: tistory tistory.com
Brunch: brunch brunch.co.kr
BAND: band band.us com.nhn.android.band
DCinside: dcinside dcinside.com gall.dcinside.com m.dcinside.com
Inven: inven inven.co.kr m.inven.co.kr
Ruliweb: ruliweb ruliweb.com bbs.ruliweb.com m.ruliweb.com
FM Korea: fmkorea fmkorea.com m.fmkorea.com
Arca.live: arcalive arca.live
TheQoo: theqoo theqoo.net
Clien: clien clien.net
Ppomppu: ppomppu ppomppu.co.kr
MLBPARK: mlbpark mlbpark.donga.com
Bobaedream: bobaedream bobaedream.co.kr
Everytime: everytime everytime.kr
Blind: teamblind.com
Weibo: weibo weibo.com weibo.cn m.weibo.cn t.cn com.sina.weibo
WeChat: wechat weixin wechat.com weixin.qq.com mp.weixin.qq.com wx.qq.com com.tencent.mm
QQ: qq qq.com im.qq.com com.tencent.mobileqq
Zhihu: zhihu zhihu.com link.zhihu.com com.zhihu.android
Xiaohongshu: xiaohongshu rednote xiaohongshu.com xhslink.com com.xingin.xhs
Douban: douban douban.com
Tieba: tieba.baidu.com
NGA: nga.cn bbs.nga.cn nga.178.com
Bahamut: gamer.com.tw forum.gamer.com.tw
PTT: ptt.cc
Plurk: plurk plurk.com
Snapchat: snapchat snap snapchat.com com.snapchat.android
Vkontakte: vk vk.com vk.ru m.vk.com away.vk.com com.vkontakte.android
Quora: quora quora.com
Medium: medium medium.com
Mastodon: mastodon mastodon.social mastodon.online
Bluesky: bluesky bsky bsky.app go.bsky.app
Hacker News: hackernews hn news.ycombinator.com
Product Hunt: producthunt producthunt.com
Lemmy: lemmy.world lemmy.ml
Steam Community: steamcommunity.com
Slack: slack slack.com app.slack.com com.slack com.Slack
Microsoft Teams: teams teams.microsoft.com statics.teams.cdn.office.net
Nextdoor: nextdoor nextdoor.com
Meetup: meetup meetup.com
Workplace: workplace workplace.com l.workplace.com lm.workplace.com
Mixi: mixi mixi.jp
Hatena: hatena b.hatena.ne.jp
Note: note.com
5ch: 5ch.net
Zalo: zalo zalo.me chat.zalo.me
TikTok: tiktok tt tiktok.com vt.tiktok.com com.zhiliaoapp.musically com.ss.android.ugc.trill
Douyin: douyin douyin.com com.ss.android.ugc.aweme
Kuaishou: kuaishou kuaishou.com com.smile.gifmaker com.kwai.video
Niconico: niconico nicovideo nicovideo.jp nico.ms
GitHub: github github.com
Lnk.Bio: lnk.bio
`,
  video: `
YouTube: youtube yt youtube.com m.youtube.com youtu.be youtube-nocookie.com com.google.android.youtube
Vimeo: vimeo vimeo.com player.vimeo.com
Twitch: twitch twitch.tv m.twitch.tv tv.twitch.android.app
Bilibili: bilibili bilibili.com m.bilibili.com b23.tv tv.danmaku.bili
SOOP: soop afreecatv afreecatv.com sooplive.co.kr sooplive.com play.afreecatv.com
CHZZK: chzzk chzzk.naver.com
Naver TV: tv.naver.com m.tv.naver.com
Kakao TV: tv.kakao.com
Dailymotion: dailymotion dailymotion.com dai.ly
Youku: youku youku.com
iQIYI: iqiyi iqiyi.com
Kick: kick kick.com
Rumble: rumble rumble.com
Rutube: rutube rutube.ru
Odysee: odysee odysee.com
Netflix: netflix netflix.com
Wistia: wistia wistia.com
Loom: loom.com
`,
  email: `
Gmail: gmail mail.google.com com.google.android.gm
Outlook.com: outlook outlook.live.com outlook.com outlook.office.com outlook.office365.com mail.live.com hotmail.com com.microsoft.office.outlook
Yahoo! Mail: mail.yahoo.com mail.yahoo.co.jp mail.yahoo.net com.yahoo.mobile.client.android.mail
Naver Mail: mail.naver.com m.mail.naver.com com.nhn.android.mail
Daum Mail: mail.daum.net mail.kakao.com
Nate Mail: mail.nate.com mail3.nate.com
iCloud Mail: icloud.com/mail www.icloud.com/mail mail.icloud.com
Proton: mail.proton.me mail.protonmail.com ch.protonmail.android
Fastmail: app.fastmail.com fastmail.com
Zoho: mail.zoho.com mail.zoho.eu
EarthLink: com.earthlink.myearthlink
Mailchimp: mailchimp mailchi.mp com.mailchimp.mailchimp
HubSpot: hubspotemail
SendGrid: sendgrid sendgrid.net
Klaviyo: klaviyo klclick.com
Stibee: stibee stibee.com
1und1: deref-1und1-02.de
GMX: deref-gmx.net deref-gmx.com deref-gmx.de deref-gmx.at deref-gmx.ch deref-gmx.fr deref-gmx.es deref-gmx.it deref-gmx.co.uk lightmailer.gmx.net lightmailer.gmx.com lightmailer.gmx.de lightmailer.gmx.at lightmailer.gmx.ch lightmailer.gmx.fr lightmailer.gmx.es lightmailer.gmx.it lightmailer.gmx.co.uk lightmailer-bs.gmx.net lightmailer-bap.gmx.net
Web.de: deref-web.de deref-web-02.de lightmailer.web.de lightmailer-bs.web.de lightmailer-bap.web.de 3c.web.de 3c-bap.web.de
Bluewin: email.bluewin.ch rich-v01.bluewin.ch rich-v02.bluewin.ch
Ionos: email.ionos.de email.ionos.es email.ionos.fr email.ionos.it email.ionos.ca email.ionos.mx email.ionos.com email.ionos.co.uk mailbusiness.ionos.de mailbusiness.ionos.es mailbusiness.ionos.fr mailbusiness.ionos.it mailbusiness.ionos.ca mailbusiness.ionos.mx mailbusiness.ionos.com mailbusiness.ionos.co.uk
Orange Webmail: webmail.orange.fr messagerie.orange.fr mail01.orange.fr mail02.orange.fr wmail.orange.fr messageriepro3.orange.fr
Infomaniak: mail.infomaniak.com
Mail.com: deref-mail.com 3c-lxa.mail.com lightmailer.mail.com
T-online: email.t-online.de
TIM: webmail.tim.it
UPC: upcmail.hispeed.ch
Vodafone: mail.vodafone.de
`,
  ai: `
ChatGPT: chatgpt openai chatgpt.com chat.openai.com openai.com com.openai.chatgpt
Perplexity: perplexity perplexity.ai ai.perplexity.app.android
Claude: claude anthropic claude.ai claude.com com.anthropic.claude
Gemini: gemini bard gemini.google.com bard.google.com com.google.android.apps.bard
NotebookLM: notebooklm notebooklm.google.com
Google AI Studio: aistudio.google.com
Microsoft Copilot: copilot copilot.microsoft.com copilot.cloud.microsoft m365.cloud.microsoft edgeservices.bing.com bing.com/chat com.microsoft.copilot
GitHub Copilot: github.com/copilot
DeepSeek: deepseek deepseek.com chat.deepseek.com com.deepseek.chat
Grok: grok grok.com grok.x.ai x.com/i/grok x.ai ai.x.grok
Meta AI: metaai meta.ai www.meta.ai
Mistral: mistral lechat mistral.ai chat.mistral.ai
You.com: you.com
Phind: phind phind.com
Poe: poe poe.com com.poe.android
Pi: pi.ai
Kimi: kimi kimi.ai kimi.com kimi.moonshot.cn
Doubao: doubao doubao.com
Qwen: qwen chat.qwen.ai qwen.ai tongyi.aliyun.com tongyi.com
Ernie Bot: yiyan.baidu.com wenxiaoyan chat.baidu.com
Tencent Yuanbao: yuanbao yuanbao.tencent.com
ChatGLM: chatglm.cn chat.z.ai z.ai
CLOVA X: clova clovax clova-x clova-x.naver.com
Wrtn: wrtn wrtn.ai
Liner: liner liner.com getliner.com
A.: adot.ai
Character.AI: character.ai
Felo: felo felo.ai
Genspark: genspark genspark.ai
Manus: manus.im
iAsk: iask.ai
Andi: andisearch.com
HuggingChat: huggingface.co/chat hf.co/chat
Duck.ai: duck.ai
Lumo: lumo.proton.me
`,
  ad: `
Google: googleads.g.doubleclick.net googleadservices.com ads.google.com adwords.google.com syndicatedsearch.goog adsensecustomsearchads.com googlesyndication.com tpc.googlesyndication.com pagead2.googlesyndication.com doubleclick.net
Criteo: criteo criteo.com criteo.net
Taboola: taboola taboola.com trc.taboola.com api.taboola.com
Outbrain: outbrain outbrain.com paid.outbrain.com
Amazon Ads: amazon-adsystem.com
Yieldr: yieldr 254a.com
AdRoll: adroll adroll.com
AppLovin: applovin applovin.com
Unity Ads: unityads unityads.unity3d.com
ironSource: ironsource is.com
Vungle: vungle vungle.com
InMobi: inmobi inmobi.com
Moloco: moloco moloco.com
Mintegral: mintegral mintegral.com
Naver Ads: adcr.naver.com searchad.naver.com ader.naver.com
Kakao Ads: display.ad.daum.net ad.daum.net
Dable: dable dable.io
Mobon: mobon mediacategory.com
RTB House: rtbhouse creativecdn.com
The Trade Desk: adsrvr.org
Xandr: adnxs.com
Teads: teads teads.tv
MGID: mgid mgid.com
Revcontent: revcontent revcontent.com
`,
  shopping: `
Amazon: amazon amazon.com
eBay: ebay ebay.com
Etsy: etsy etsy.com
Walmart: walmart walmart.com
AliExpress: aliexpress aliexpress.com
Alibaba: alibaba alibaba.com
Taobao: taobao taobao.com
Tmall: tmall tmall.com
JD.com: jd jd.com
Temu: temu temu.com
Shein: shein shein.com
Shopee: shopee shopee.com
Lazada: lazada lazada.com
Flipkart: flipkart flipkart.com
Mercado Libre: mercadolibre mercadolivre mercadolibre.com mercadolivre.com
Rakuten: rakuten rakuten.com
Yahoo! Shopping: shopping.yahoo.co.jp shopping.yahoo.com
Shopify: shopify shopify.com checkout.shopify.com
Shop: shop.app
Stripe Checkout: checkout.stripe.com
Instagram Shopping: igshopping
Google Shopping: googleshopping shopping.google.com
Naver Shopping: navershopping shopping.naver.com m.shopping.naver.com cr.shopping.naver.com cr2.shopping.naver.com search.shopping.naver.com smartstore.naver.com m.smartstore.naver.com brand.naver.com
Kakao Shopping: store.kakao.com gift.kakao.com
Coupang: coupang coupang.com m.coupang.com link.coupang.com
Gmarket: gmarket gmarket.co.kr
Auction: auction auction.co.kr
11st: 11st 11st.co.kr
SSG: ssg ssg.com
TMON: tmon tmon.co.kr
WeMakePrice: wemakeprice wemakeprice.com
Musinsa: musinsa musinsa.com
Danawa: danawa danawa.com
Shopzilla: shopzilla shopzilla.com
SimplyCodes: simplycodes.com
Target: target.com
Best Buy: bestbuy.com
Zalando: zalando zalando.de zalando.com
`,
  other: `
Google: docs.google.com meet.google.com calendar.google.com classroom.google.com chat.google.com translate.google.com keep.google.com photos.google.com cloud.google.com firebase.google.com
Google Discover: discover com.google.android.apps.magazines
Google Tag Assistant: tagassistant.google.com
Apple App Store: apps.apple.com itunes.apple.com
Steam: steam store.steampowered.com
Epic Games: epicgames store.epicgames.com epicgames.com
Naver: news.naver.com m.news.naver.com n.news.naver.com sports.naver.com map.naver.com m.map.naver.com dict.naver.com nid.naver.com comic.naver.com game.naver.com
Kakao: accounts.kakao.com map.kakao.com
Daum: news.daum.net v.daum.net
Namuwiki: namu.wiki
Wikipedia: wikipedia wikipedia.org
Substack: substack substack.com
Yandex: passport.yandex.ru disk.yandex.ru mail.yandex.ru/redir
GitLab: gitlab gitlab.com
Linktree: linktree linktr.ee
`,
} as const;
