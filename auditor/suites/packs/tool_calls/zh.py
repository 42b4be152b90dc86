"""Made-up tools with Chinese requests: name and description, parameters, three wordings, four rows of values."""

TOOLS = """
query_express: 查询快递的物流状态。
tracking_number string 快递单号
帮我查一下快递{tracking_number}到哪儿了。
单号{tracking_number}的包裹现在什么状态？
查询物流，单号是{tracking_number}。
> YT2208417 / SF9031562 / ZT7745120 / JD6610398

query_train: 查询火车车次。
origin string 出发城市; destination string 到达城市; date string 日期，格式为YYYY-MM-DD
查一下{date}从{origin}到{destination}的火车。
{date}我要从{origin}坐火车去{destination}，有哪些车次？
帮我看看{origin}到{destination}的火车票，日期{date}。
> 杭州; 南昌; 2031-03-08 / 武汉; 长沙; 2031-05-21 / 成都; 西安; 2031-10-02 / 济南; 天津; 2031-12-15

get_weather: 查询城市的天气。
city string 城市; date string 日期，格式为YYYY-MM-DD
{city}{date}的天气怎么样？
查一下{date}{city}的天气预报。
我{date}要去{city}，帮我查查天气。
> 昆明; 2031-04-11 / 大连; 2031-07-30 / 桂林; 2031-09-16 / 银川; 2031-01-05

set_alarm: 设置闹钟。
time string 时间，格式为HH:MM; label string 闹钟名称
设一个{time}的闹钟，名称叫“{label}”。
{time}提醒我，闹钟名称写“{label}”。
请新建闹钟“{label}”，时间{time}。
> 06:40; 晨跑 / 12:50; 午休结束 / 21:30; 吃药 / 07:20; 送孩子

order_takeaway: 点外卖。
shop string 店名; dish string 菜名; count integer 份数
在“{shop}”点{count}份{dish}。
帮我从“{shop}”叫外卖：{dish}，{count}份。
我要{count}份“{shop}”的{dish}，请下单。
> 老街面馆; 牛肉面; 2 / 江边小厨; 酸菜鱼; 1 / 一品饺子; 三鲜水饺; 3 / 南山茶点; 虾饺; 4

book_meeting_room: 预订会议室。
room string 会议室名称，不带“会议室”三字; date string 日期，格式为YYYY-MM-DD; start string 开始时间，格式为HH:MM
预订{date}的{room}会议室，{start}开始。
{date}{start}我要用{room}会议室，请帮我订好。
请把{room}会议室订到{date}，从{start}开始。
> 松涛; 2031-06-03; 09:30 / 听雨; 2031-08-12; 14:00 / 星海; 2031-02-20; 10:15 / 竹影; 2031-11-07; 16:30

send_message: 给联系人发送短信。
recipient string 联系人; text string 短信内容
给{recipient}发短信：“{text}”
发一条短信给{recipient}，内容是“{text}”
请用短信原样告诉{recipient}：“{text}”
> 小周; 我晚点到 / 陈老师; 作业已交 / 大伯; 周末回家吃饭 / 阿敏; 钥匙在门卫那里

convert_unit: 换算单位。
value number 数值; source string 原单位; target string 目标单位
用工具把{value}{source}换算成{target}。
{value}{source}等于多少{target}？请用换算工具。
请换算：{value}{source}，换成{target}。
> 12; 英里; 公里 / 3.5; 斤; 千克 / 90; 英寸; 厘米 / 8; 亩; 平方米

play_opera: 播放戏曲选段。
title string 选段名; performer string 演唱者
播放{performer}唱的《{title}》。
我想听《{title}》，要{performer}的版本。
放一段{performer}的《{title}》吧。
> 望江亭晚; 沈月秋 / 柳堤送别; 何远山 / 雪夜归人; 白素琴 / 渔舟谣; 马长河

add_schedule: 添加日程。
title string 日程标题; date string 日期，格式为YYYY-MM-DD
在日历上加一项“{title}”，日期{date}。
{date}有“{title}”，帮我记到日程里。
请新建日程“{title}”，时间是{date}。
> 体检; 2031-05-06 / 家长会; 2031-09-23 / 交房租; 2031-03-01 / 同学聚会; 2031-10-04

search_recipe: 按食材搜索菜谱。
ingredient string 主要食材; minutes integer 最长用时，单位分钟
找一个用{ingredient}做的菜，{minutes}分钟以内能做好。
用{ingredient}做菜，不超过{minutes}分钟，有什么菜谱？
搜索{ingredient}的菜谱，用时最多{minutes}分钟。
> 豆腐; 20 / 排骨; 60 / 茄子; 25 / 鸡翅; 40

set_air_conditioner: 设置空调温度。
room string 房间; temperature integer 温度，摄氏度
把{room}的空调调到{temperature}度。
{room}空调设为{temperature}度。
{room}太闷了，空调请开到{temperature}度。
> 客厅; 26 / 主卧; 25 / 书房; 24 / 餐厅; 27

switch_device: 打开或关闭家电。
device string 家电名称; state string 打开或关闭
{state}{device}。
请帮我{state}{device}。
麻烦把{device}{state}一下。
> 热水器; 打开 / 加湿器; 关闭 / 扫地机; 打开 / 投影仪; 关闭

query_score: 查询学生某门课的成绩。
student string 学号; course string 课程
查一下学号{student}的{course}成绩。
{student}这个学生的{course}考了多少分？
请查询{course}成绩，学号{student}。
> 20310412; 高等数学 / 20310988; 大学物理 / 20311205; 古代汉语 / 20310077; 线性代数

renew_book: 续借图书馆的书。
barcode string 图书条码; days integer 续借天数
把条码{barcode}的书续借{days}天。
我要续借{days}天，图书条码是{barcode}。
续借图书{barcode}，时间{days}天。
> T30521; 15 / T11874; 30 / T90233; 7 / T45716; 20

report_repair: 提交报修单。
place string 地点; problem string 故障
报修：地点“{place}”，故障“{problem}”。
“{place}”出现“{problem}”，请帮我提交报修单。
帮我提交报修，故障是“{problem}”，地点是“{place}”。
> 三号楼电梯; 按键失灵 / 五楼走廊; 灯不亮 / 食堂后厨; 水管漏水 / 东门岗亭; 门禁故障

calculate_loan: 计算贷款的月供。
amount integer 贷款金额，单位元; years integer 年限; rate number 年利率，单位百分数
贷款{amount}元，{years}年，年利率{rate}%，算一下月供。
请用工具计算月供：金额{amount}元，期限{years}年，年利率{rate}%。
年利率{rate}%，借{amount}元，分{years}年还，每月还多少？请用工具算。
> 300000; 20; 3.9 / 80000; 5; 4.2 / 1200000; 30; 3.5 / 50000; 3; 6

create_note: 新建笔记。
title string 标题; body string 正文
新建一条笔记，标题“{title}”，正文“{body}”。
帮我记下来：“{body}”，标题就叫“{title}”。
写一条笔记“{title}”，内容是“{body}”。
> 购物; 酱油和鸡蛋 / 门锁; 密码改为二七一八 / 想法; 阳台种番茄 / 备忘; 周三还雨伞

resize_image: 调整图片大小。
file string 文件名; width integer 宽度，像素; height integer 高度，像素
把{file}调整为宽{width}、高{height}像素。
图片{file}请改成{width}×{height}像素。
我需要宽{width}、高{height}像素的{file}，请调整。
> 封面.png; 800; 600 / 头像.jpg; 256; 256 / 地图.png; 1920; 1080 / 海报.jpg; 600; 900

rename_file: 给文件改名。
old string 原文件名; new string 新文件名
把{old}改名为{new}。
文件{old}请重命名成{new}。
{old}这个名字不好，改成{new}。
> 草稿.docx; 定稿.docx / 1.png; 全家福.png / 表.xlsx; 预算.xlsx / 新建.txt; 日记.txt

assign_task: 把任务分配给同事。
task integer 任务编号; member string 同事
把任务{task}分给{member}。
{member}来做编号{task}的任务，请分配。
任务{task}交给{member}处理，帮我指派。
> 3071; 刘洋 / 1846; 赵倩 / 5590; 孙浩 / 2213; 吴静

check_stock: 查询仓库里某种货物的库存。
item string 货号; warehouse string 仓库名称，不带“仓库”二字
{warehouse}仓库的{item}还有多少？
查一下货号{item}在{warehouse}仓库的库存。
请查询库存：货号{item}，{warehouse}仓库。
> A-118; 城北 / C-402; 港口 / F-057; 高新 / K-936; 西郊

hail_taxi: 叫出租车。
start string 出发地; end string 目的地
叫一辆车，从{start}到{end}。
我要从{start}打车去{end}。
帮我叫车：出发地{start}，目的地{end}。
> 和平路口; 火车东站 / 体育馆; 滨江公园 / 中心医院; 桃源小区 / 科技大厦; 老码头

register_doctor: 预约挂号。
department string 科室; date string 日期，格式为YYYY-MM-DD
挂一个{date}的{department}号。
我想{date}看{department}，帮我预约。
预约挂号：{department}，{date}。
> 眼科; 2031-04-18 / 皮肤科; 2031-06-27 / 口腔科; 2031-08-05 / 骨科; 2031-11-13

query_bus: 查询公交线路的下一班车。
line string 线路，只写数字; stop string 站名，不带“站”字
{line}路公交下一班什么时候到{stop}站？
查一下{stop}站的{line}路公交。
我在{stop}站等{line}路，还要多久？帮我查。
> 21; 东湖 / 309; 市政府 / 88; 植物园 / 5; 大学城

set_reminder_water: 设置喝水提醒的间隔。
interval integer 间隔，单位分钟
每隔{interval}分钟提醒我喝水。
喝水提醒设成{interval}分钟一次。
请把喝水提醒的间隔改为{interval}分钟。
> 30 / 45 / 60 / 90

log_exercise: 记录运动。
sport string 运动项目; minutes integer 时长，单位分钟
记录一次运动：{sport}，{minutes}分钟。
我刚才{sport}{minutes}分钟，帮我记上。
在运动记录里加一条，{sport}{minutes}分钟。
> 跳绳; 15 / 游泳; 40 / 快走; 50 / 骑车; 35

query_exhibition: 查询博物馆的展览。
museum string 博物馆; date string 日期，格式为YYYY-MM-DD
{museum}{date}有什么展览？
查一下{date}{museum}的展览安排。
我{date}想去{museum}看展，帮我查查。
> 青瓷博物馆; 2031-05-18 / 铁路博物馆; 2031-07-08 / 海洋博物馆; 2031-10-03 / 民俗博物馆; 2031-02-09

print_file: 打印文件。
file string 文件名; copies integer 份数
把{file}打印{copies}份。
打印{copies}份{file}。
请打印文件{file}，一共{copies}份。
> 合同.pdf; 2 / 试卷.docx; 45 / 菜单.pdf; 10 / 通知.docx; 30

set_volume: 调节设备音量。
device string 设备; level integer 音量，0到100
把{device}的音量调到{level}。
{device}音量设为{level}。
{device}的声音请调成{level}。
> 电视; 35 / 音箱; 50 / 收音机; 20 / 平板; 65

draw_lots: 随机抽取一个整数。
low integer 最小值; high integer 最大值
用工具从{low}到{high}随机抽一个数。
请在{low}和{high}之间抽签，抽一个整数。
帮我抽号，最小{low}，最大{high}。
> 1; 50 / 100; 199 / 1; 8 / 20; 60

cancel_order: 取消订单。
order string 订单号; reason string 原因
取消订单{order}，原因是“{reason}”。
我不要{order}这个订单了，原因填“{reason}”，请取消。
请取消订单，单号{order}，原因“{reason}”。
> DD55310; 拍错颜色 / DD70928; 重复下单 / DD18846; 地址写错 / DD36172; 不想要了

create_invoice: 开具发票。
title string 发票抬头; amount number 金额，单位元
开一张发票，抬头{title}，金额{amount}元。
给{title}开{amount}元的发票。
请开发票：{amount}元，抬头写{title}。
> 青禾商行; 680 / 远帆工作室; 2350 / 北岸书店; 128.5 / 云杉园艺; 990

feed_pet: 让喂食器给宠物投食。
pet string 宠物名字; grams integer 克数
给{pet}投{grams}克粮。
喂{pet}，{grams}克。
喂食器请给{pet}出{grams}克猫粮。
> 年糕; 40 / 团团; 35 / 煤球; 50 / 橘子; 45

query_dictionary: 在字典里查字。
character string 要查的字; dictionary string 字典名称，不带书名号
在《{dictionary}》里查“{character}”字。
《{dictionary}》是怎么解释“{character}”字的？帮我查。
查字典《{dictionary}》，查“{character}”字。
> 翀; 通用字典 / 淼; 古文字典 / 犇; 通用字典 / 旖; 方言字典

change_seat: 更改座位。
booking string 订座号; seat string 新座位
把订座号{booking}的座位换成{seat}。
我要换到{seat}，订座号是{booking}。
订座{booking}，请改到座位{seat}。
> HX3308; 12A / KM7215; 07F / BN4462; 03C / TQ9017; 20D

water_field: 打开田块的灌溉。
field integer 田块编号; minutes integer 时长，单位分钟
给{field}号田浇水{minutes}分钟。
{field}号田块开始灌溉，时长{minutes}分钟。
打开{field}号田的喷灌，{minutes}分钟后停。
> 2; 30 / 5; 45 / 1; 20 / 7; 60

translate_text: 翻译文字。
text string 原文; target string 目标语言
用翻译工具把“{text}”译成{target}。
“{text}”请用工具翻译成{target}。
调用翻译：原文“{text}”，目标语言{target}。
> 请问洗手间在哪里; 泰语 / 祝你一路平安; 法语 / 这件衣服多少钱; 阿拉伯语 / 明天见; 西班牙语

query_tide: 查询港口的涨潮时间。
harbor string 港口; date string 日期，格式为YYYY-MM-DD
{harbor}{date}什么时候涨潮？
查询{date}{harbor}的涨潮时间。
{date}要从{harbor}出海，帮我查涨潮时间。
> 石浦港; 2031-04-26 / 蓬莱港; 2031-06-14 / 霞浦港; 2031-09-01 / 阳江港; 2031-08-22

scan_code: 核验提货码。
code string 提货码; store string 门店名称，不带“门店”二字
在{store}门店核验提货码{code}。
提货码{code}，{store}门店，请核验。
请核验一下{code}这个提货码，门店是{store}。
> 7Q42M; 解放路 / 3X90K; 滨河 / 8B15T; 南湖 / 5D67W; 望京
"""

NO_CALL = """
谢谢，今天就到这里吧。
二加三等于几？
给我讲一个关于小狗的笑话。
《静夜思》是谁写的？
天空为什么是蓝色的？
“勇敢”是什么意思？
给一只白猫起个名字。
蜘蛛有几条腿？
黄色和蓝色混在一起是什么颜色？
你好，最近怎么样？
四月之后是几月？
中国的首都是哪里？
用一句话写写大海。
九是奇数还是偶数？
“早”的反义词是什么？
一个星期有几天？
蜜蜂酿的是什么？
“学而时习之”的下一句是什么？
我们住在哪颗行星上？
一年有几个季节？
说一个早起的好处。
猫头鹰一般在什么时候活动？
怎样礼貌地说“不用了”？
一斤棉花和一斤铁哪个重？
“高兴”的近义词是什么？
说出三种水果。
植物生长需要什么？
六边形有几条边？
写两句关于下雨的诗。
水结冰以后叫什么？
哪种动物的脖子特别长？
汉语拼音的第一个声母是什么？
用一句话说明什么是字典。
一天有多少个小时？
把这句俗语补完整：种瓜得瓜，……
我们用什么器官听声音？
十减三等于几？
说出一种黄色的水果。
第一个登上月球的人是谁？
亚洲和美洲之间是哪个大洋？
秋天树叶会怎么样？
三角形有几个角？
开飞机的人叫什么？
一年有多少个月？
陆地上最大的动物是什么？
只用一个词回答：“热”的反义词是什么？
磁铁能吸引铁还是木头？
木匠主要跟什么材料打交道？
二十的一半是多少？
牛吃什么？
“家”字有几画？
雪是什么颜色的？
说一句鼓励人的话。
人们早上吃的那顿饭叫什么？
面包师是做什么的？
鲸鱼是鱼类还是哺乳动物？
罗马数字里的五怎么写？
人呼吸需要什么气体？
自行车有几个轮子？
水在零摄氏度会怎么样？
用“窗户”造一个句子。
鸟住的地方叫什么？
一米和一千米哪个长？
“空”的反义词是什么？
哪种乐器有黑白键？
一个小时有多少分钟？
狗的幼崽叫什么？
脚上穿的东西叫什么？
三乘三等于几？
说出一种橙色的蔬菜。
晚上见面可以怎么打招呼？
雨伞是做什么用的？
企鹅和燕子，哪一种不会飞？
“买”的反义词是什么？
用一句话描写月亮。
7、17、70里哪个数最大？
奶酪是用什么做的？
端午节人们常吃什么？
“画蛇添足”是什么意思？
中秋节的月亮是什么形状？
"""
