package dns

// frequent are letters in the order of words that name things; with those of package labels they show
// which letters follow which.
const frequent = `accounting action active address agency agent alert alumni amazon america analysis android announce antispam apache apple
application architecture asia asterisk asset athena atlas auction audio august austria author avalon award azure balance banner base
basic battle beacon bear berlin best billing bird bison black blue board book border boston bounce box branch brand bridge broker browser
bug builder bulletin business cafe california camera campaign campus canada capital card care catalog central certificate
channel charlie check chicago china choice church citrix city classic click clock club code collab college comet commerce common
community company compass computer config connect console consult contact content control cooking corporate cosmos council country course
courier cover creative credit crystal culture dallas daily dashboard dating dealer debian delta deploy design desktop device diamond
digital direct directory discover display distribution doctor domain dragon drive eagle earth eclipse economy edge edit education
electric elearning element empire energy engine engineering england enterprise entry erasmus europe evolution example expert explorer
express external extra factory falcon family fantasy faculty fashion feed feedback fire flash florida flower focus foundation france
free freedom friend front fusion future galaxy garden gemini general geo germany global gold golf google green group guest guide hammer
harvard health helios hermes history holiday horizon hotel house hub human image imperial income index industry inside insight
install institute insurance integration interactive interface international internet inventory investor irish island italy japan java
journal jupiter keeper kernel kids kiosk knowledge land language laptop laser learning legacy legal legend level license light link
linux lion list live load location lock logic london lotus lunar machine magazine mailer mailing main manage manager map market master
matrix measure medical member memory mercury message mexico microsoft mirror mission model modem money moon mountain movie multi museum
mustang nature neptune newsletter night nova number object ocean office oliver open operation option orange order origin orion outlook
owner packet page panda paper paris party password patch people perl person phoenix phpmyadmin pilot planet planning platform play pluto
police policy pool post power premium press preview prime private process product profile program project promo property provider public
publish python quality quantum queen query quest radius random ranger reader real record recovery red reference region register release
report request research reserve resource response review reward river robot rocket root rose route royal sample satellite saturn scan
science scout script season secret section security select sensor sentinel session shadow share shield ship signup silver simple site sky
smart social society software solar solution sound source space spam spark special spectrum sphere spider sport spring square staff
standard star start station stock strategy stream street student studio style summer summit sun surf survey switch target team tech
telephone temple terminal theme thunder tiger titan token tool top tower town track trade traffic training transfer transit travel
treasure tree tunnel tutorial ultra union unique unity universe university update upgrade url utility vault vega vendor venus version
victor vienna view village virtual vision vista voice volunteer wallet warehouse watch water weather webcam webdisk webhost website
wedding west white wholesale window winter wireless wizard wolf woman wordpress work workshop world yellow young zebra zero zone`

// foreign are words of other languages that name things, for the same; accents are dropped, as in names.
const foreign = `rechnung kunden verwaltung buchhaltung einkauf vertrieb lager werk schule hochschule bibliothek verzeichnis dienst zugang
anmeldung bestellung lieferung technik zeitung nachrichten gesundheit versicherung wirtschaft forschung hauptstadt landkreis kirche freizeit
geschaeft werkstatt bilder schluessel sicherung pruefung abrechnung personal vorstand mitarbeiter klinik handwerk wohnung strasse
boekhouding verkoop inkoop klanten voorraad ziekenhuis gemeente onderwijs nieuws bestanden afspraken aanvraag rekening bedrijf zakelijk
goederen vergadering overheid toegang gegevens beheer school huis woning reizen werken
sprzedaz faktury klienci magazyn szkola urzad miasto poczta wiadomosci dokumenty ksiegowosc zamowienia przychodnia wydzial biblioteka
dziennik rekrutacja pracownik szpital uczelnia studenci zdjecia mieszkania nieruchomosci przetargi wyniki sklep aktualnosci ogloszenia
skladnica zarzadzanie projekty umowy pliki haslo logowanie kadry szkolenia wojewodztwo gmina powiat starostwo
ventes achats clients facturation comptabilite bibliotheque ecole mairie gestion annuaire boutique sante courrier actualites recherche
services entreprise logiciel reseau securite sauvegarde bureau utilisateurs telechargement inscription
ventas compras pedidos facturacion contabilidad escuela ayuntamiento gestion tienda salud correo noticias biblioteca
empresa seguridad usuarios descargas inscripcion trabajo desarrollo pruebas archivo alumnos profesores
vendite acquisti clienti fatture contabilita scuola comune gestione negozio salute posta notizie ricerca azienda sicurezza utenti
vendas compras pedidos faturas contabilidade escola prefeitura gestao loja saude correio noticias pesquisa empresa usuarios
forsaljning inkop kunder fakturor ekonomi skola kommun tjanster butik halsa nyheter forskning foretag sakerhet anvandare bokning
tidrapport arende utbildning bostader jobb kundtjanst salg indkob regnskab skole sundhed nyheder virksomhed sikkerhed bruger
myynti osto asiakkaat laskut kirjanpito koulu kaupunki palvelut kauppa terveys posti uutiset tutkimus yritys turvallisuus kayttajat
tyopaikat opiskelu kirjasto henkilosto varaukset ajanvaraus hinnasto tuotteet verkkokauppa kuvat
prodej nakup zakaznici faktury ucetnictvi skola mesto sluzby obchod zdravi zpravy vyzkum bezpecnost uzivatele zamestnanci nemocnice
knihovna objednavky vyrobky dokumenty ertekesites vasarlas ugyfelek szamlak konyveles iskola varos szolgaltatas egeszseg hirek kutatas
vanzari cumparaturi clienti facturi scoala primarie servicii magazin sanatate stiri cercetare prodaja kupovina kupci racuni
satis musteri fatura muhasebe okul belediye hizmetler magaza saglik haberler arastirma guvenlik kullanici calisan egitim
prodazhi zakupki kliyenty buhgalteriya shkola gorod uslugi magazin zdorovye novosti issledovanie bezopasnost polzovatel sotrudnik
kaihatsu shiryou gakkou byouin kaisha eigyou keiri jinji toshokan shashin yoyaku kyouiku kenkyuu anzen shinbun
kehu caigou xiaoshou caiwu xuexiao yiyuan gongsi xinwen tushuguan yanjiu anquan yonghu xiazai dingdan kaoshi zhaopin wenjian
khachhang banhang muahang ketoan truonghoc benhvien congty tintuc thuvien nghiencuu baomat nguoidung tuyensinh`
