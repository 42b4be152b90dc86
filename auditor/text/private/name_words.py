"""Words that tell names of persons from other words, and names that stand for nobody."""

from __future__ import annotations

FIELDS = frozenset(
    "Account Address Admission Age Allergies Attn Birth Blood Cell City Company Contact Country Date Dear Department "
    "Details Diagnosis Dob Education Email Ethnicity Event Experience Family Fax From Gender History Home Id "
    "Insurance Job Location Male Female Medical Mobile Mrn Name Nationality Number Occupation Patient Phone Position "
    "Profession Race Reason Record Role Room Sex Ssn State Status Street Subject Tel Telephone Title To Unit Visit "
    "Work Zip".split()
)
"""What may follow a name on the same line: there it ends."""
NO_FIRST = FIELDS | frozenset(
    "A About Admin Administrator All America American An And Any Are Assistant Big Bot Business Call Chair Chairman "
    "Chief Clerk Client Customer Delegate Director Do Doctor Employee English Everyone First For Friend Full Good "
    "Great Guest Hello Help Here Hi High Hiring How I If In International Is It Just Last Let List Madam Manager "
    "Maybe Member Moderator My National New Next No None Not Now Null Of Ok Okay On Only Open Or Our Please "
    "President Principal Public Question Relations Representative Safety Sales Secretary Senator Set Sir So Some "
    "Sorry Speaker String Student Support System Test Text Thank Thanks That The Their There These They This Those "
    "Today Treasurer True Unknown Us User Value Very Vice We Welcome Well What When Where Which Who Why Will With "
    "Yes You Your Alexa Chatgpt Claude Gemini Gpt Llama Siri Vicuna Bard Qwen Monday Tuesday Wednesday Thursday "
    "Friday Saturday Sunday".split()
)
"""What may stand behind a cue and starts no name."""
THINGS = frozenset(
    "Academy Act Airport Association Avenue Bakery Bank Bar Cafe Café Center Centre Church Clinic Club College "
    "Committee Community Corp Corporation Council Course Court Elementary Explorers Foundation Game Global Group "
    "Health Hospital Hotel House Inc Inn Institute Island League Library Limited Llc Ltd Market Museum Office Org "
    "Organization Party Plan Product Program Project Protection Provider Pub Restaurant River Road School Service "
    "Services Shop Society Software Solutions Store Street System Systems Team Technologies Theatre Tower University "
    "Village".split()
)
"""What makes a capitalized phrase the name of no person."""
NOBODY = frozenset(
    "doe|john doe|jane doe|jane roe|richard roe|john public|joe bloggs|joe public|foo bar|first last|"
    "firstname lastname|max mustermann|erika mustermann|test user|sample user|lorem ipsum".split("|")
)
NOBODY_CHINESE = frozenset(
    "张三 李四 王五 赵六 孙七 钱七 周八 吴九 郑十 王二 张三丰 李某 张某 王某 李雷 韩梅梅 路人甲 约翰·多伊 "
    "简·多伊".split()
)
NO_CHINESE = frozenset(
    "高血 高中 高兴 高级 高龄 高烧 高管 高温 高危 高考 高校 黄疸 黄色 黄体 白血 白色 白领 白癜 安全 安装 方案 方法 "
    "方便 方式 方面 程序 程度 常见 常年 常规 金额 金融 江苏 江西 云南 单位 单身 单独 应届 应当 应该 于是 石家 万元 "
    "马上 温州 温度 曾经 何时 何人 何种 何地 任何 任意 任务 施工 管理 林业 严重 华人 华东 项目 康复 左右 左侧 田间 "
    "牛奶 车主 车间 车辆 房东 房主 房客 房地 文员 文件 文本 文章 武汉 景区 山东 山西 宁波 宁夏 雷达 舒适 童年 沙发 "
    "农民 农户 师傅 师生 关系 关于 关节 查询 查看 简单 简介 储户 解释 解决 东方 国家 国际 国内 商家 商品 商业 司机 "
    "元素 代表 代理 代码 富贵 祖父 祖母 时间 包括 连续 满意 满足 向量 米饭 和平 乐观 花费 夏天 秋天 水果 梅毒 贝壳 "
    "巴西 古代 容易 农业 丰富 荣誉 印度 伊朗 易感 金属 马来 石油 黎明 温馨 康熙 万能 张家 宫颈 毛发 燕麦 云端 胡须 "
    "胡萝 王牌 王者 王国 王子 王后".split()
)
"""Words that start like a surname."""
