"""Keys of Chinese clouds. Who confirms which form, `docs/credentials.md` says."""

from __future__ import annotations

from auditor.text.private.credentials.forms import mixed, named, random_looking, token
from auditor.text.private.model import Pattern

PATTERNS: tuple[Pattern, ...] = (
    token("aliyun_access_key", "LTAI", "%w{20}", mixed),
    token("aliyun_access_key", "LTAI", "%w{16}", mixed),
    token("aliyun_access_key", "LTAI", "%w{12}", mixed),
    named("aliyun_access_secret", "Aliyun, Alibaba Cloud, Alicloud, OSS Access, AccessKeySecret, 阿里云", "%w{30}"),
    token("aliyun_sts_key", "STS.", "%w{20,64}", random_looking),
    token("aliyun_security_token", "CAIS", "%b{200,1200}%e", random_looking),
    token("tencent_secret_id", "AKID", "%w{32}", mixed),
    token("tencent_secret_id", "AKID", "%w{36}", mixed),
    named("tencent_secret_key", "TencentCloud, Tencent Cloud, QCloud, Tencent, COS Secret, 腾讯云", "%w{32}"),
    token("huawei_access_key", "HPUA", "%u{16}", mixed),
    named("huawei_secret_key", "Huawei Cloud, HuaweiCloud, HWCloud, OBS Secret, 华为云", "%w{40}"),
    token("baidu_access_key", "ALTAK", "%w{21}", random_looking),
    named("baidu_secret_key", "Baidu, BCE, 百度智能云, 百度云, 百度", "%h{32}"),
    named("baidu_application_key", "Baidu, BCE, Qianfan, ERNIE Bot, 文心, 千帆, 百度", "%w{24}"),
    token("volcengine_access_key", "AKLT", "%s{40,60}", random_looking),
    named("volcengine_secret_key", "Volcengine, Volc Access, Volc Secret, 火山引擎, 火山", "%b{56,60}=="),
    token("jd_cloud_access_key", "JDC_", "%u{28}"),
    named("jd_cloud_secret_key", "JDCloud, JD Cloud, 京东云", "%u{32}"),
    named("kingsoft_secret_key", "Ksyun, KS3, Kingsoft, 金山云", "%b{40,60}%e"),
    named("ucloud_private_key", "UCloud, 优刻得", "%s{40,70}"),
    named("qiniu_secret_key", "Qiniu, 七牛云, 七牛", "%s{40}"),
    named("upyun_password", "Upyun, 又拍云, 又拍", "%w{32}"),
    named("qingcloud_secret_key", "QingCloud, 青云", "%w{40}"),
    named("ctyun_secret_key", "Ctyun, 天翼云", "%h{32}"),
    named("mobile_cloud_secret_key", "ECloud Secret, ECloud Access, 移动云", "%h{32}"),
    named("dnspod_token", "DNSPod", "%d{6},%h{32}"),
    named("amap_key", "Amap Key, Amap API, Gaode, 高德地图, 高德", "%h{32}"),
    named("baidu_map_key", "Baidu Map, BMap, 百度地图", "%w{32}"),
    named("tencent_map_key", "Tencent Map, QQMap, 腾讯地图", "%u{5}-%u{5}-%u{5}-%u{5}-%u{5}-%u{5}"),
    named("jpush_master_secret", "JPush, JiGuang, 极光推送, 极光", "%h{24}"),
    named("getui_master_secret", "Getui App, Getui, 个推", "%w{22}"),
    named("umeng_master_secret", "Umeng, 友盟", "%l{32}"),
    named("leancloud_master_key", "LeanCloud", "%w{24}"),
    named("rongcloud_secret", "RongCloud, 融云", "%w{12,14}"),
    named("easemob_client_secret", "Easemob, 环信", "%s{31}"),
    named("netease_im_secret", "NetEase IM, 网易云信, 云信", "%h{12}"),
)
