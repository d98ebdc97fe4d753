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
